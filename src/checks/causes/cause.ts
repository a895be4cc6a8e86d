import type { RuleId } from '../../rules/rules.ts';
import type { Looked } from '../check-result.ts';
import { liveSession, type Observed, whoOf } from '../observed.ts';

/** A likely cause of failed checks. */
export interface Cause {
  /** Absent if it is no rule of ours. With a rule, its fix is shown, unless the cause has a better one. */
  rule?: RuleId | ((seen: Observed) => RuleId | undefined);
  cause: string | ((seen: Observed) => string);
  fix?: string;
  /** Which checks it can explain; all, if absent. */
  of?: readonly Looked[];
  when(seen: Observed): boolean;
}

export const SESSION: readonly Looked[] = ['session', 'holds'];
export const LET_IN: readonly Looked[] = ['asksToSignIn'];
/** The checks that fail if a visitor is wrongly signed out. */
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

/** Whether a session cookie was sent, and the app did not ask its store for that session. */
export function wasNotAsked({ session: { before }, store }: Observed): boolean {
  if (before === undefined || !store?.operations) return false;
  return !store.operations.some(({ name, session }) => name === 'get' && session === before);
}

/** Whether the app asked its store for the visitor's session, and the store did not have it. */
export function wasNotFound({ session: { before }, store }: Observed): boolean {
  const reads = store?.operations?.filter(
    ({ name, session }) => name === 'get' && session === before && before !== undefined,
  );
  return reads !== undefined && reads.length > 0 && reads.every(({ found }) => found === false);
}

/** Whether the app read the visitor's session, and somebody is signed in with it. */
export function isStillIn({ session: { before }, store }: Observed): boolean {
  const wasRead = store?.operations?.some(
    ({ name, session }) => name === 'get' && session === before,
  );
  return wasRead === true && whoOf(liveSession(store?.sessions, before)) !== null;
}

/** Whether the protected page is the home page, and no option named it as protected. */
export function isHomeByChance({ site, request }: Observed): boolean {
  return site.kind === 'other' && request.path === '/' && site.wayHow?.protected !== 'as named';
}
