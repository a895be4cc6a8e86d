import type { RuleId } from '../../rules/rules.ts';
import type { Looked } from '../finding.ts';
import { liveSession, type Observed, whoOf } from '../observed.ts';

/** A likely cause of failed checks. */
export interface Cause {
  /** Absent where it is no rule of ours. Otherwise its fix is told, unless there is a closer one. */
  rule?: RuleId | ((seen: Observed) => RuleId | undefined);
  cause: string;
  fix?: string;
  /** Which checks it can explain; any, if absent. */
  of?: readonly Looked[];
  when(seen: Observed): boolean;
}

export const SESSION: readonly Looked[] = ['session', 'holds'];
export const LET_IN: readonly Looked[] = ['asksToSignIn'];
/** What fails where a visitor is signed out who should not be. */
export const SIGNED_OUT: readonly Looked[] = [
  'status',
  'session',
  'holds',
  'says',
  'goesTo',
  'store',
  'signedIn',
];
export const LOOK = 'look at what the app printed';

/** Whether a session's cookie went to the app, and the app did not ask its store for that session. */
export function wasNotAsked({ session: { before }, store }: Observed): boolean {
  if (before === undefined || !store?.operations) return false;
  return !store.operations.some(({ name, session }) => name === 'get' && session === before);
}

/** Whether the app asked its store for the visitor's session in vain. */
export function wasNotFound({ session: { before }, store }: Observed): boolean {
  const reads = store?.operations?.filter(
    ({ name, session }) => name === 'get' && session === before && before !== undefined,
  );
  return reads !== undefined && reads.length > 0 && reads.every(({ found }) => found === false);
}

/** Whether the app read the visitor's session, which says who is signed in. */
export function isStillIn({ session: { before }, store }: Observed): boolean {
  const wasRead = store?.operations?.some(
    ({ name, session }) => name === 'get' && session === before,
  );
  return wasRead === true && whoOf(liveSession(store?.sessions, before)) !== null;
}

/** Whether the protected page is the home page, and nobody said that it is for whoever is signed in. */
export function isHomeByChance({ site, request }: Observed): boolean {
  return site.kind === 'other' && request.path === '/' && site.wayHow?.protected !== 'as named';
}
