import { type ChangeType, type SessionJson, sessionJson } from '../../events/session.ts';
import { maskChange } from '../../masking/values.ts';
import type { SessionChange } from '../../sessions/changes.ts';
import type { KeyChange } from '../../sessions/key-changes.ts';
import type { Session } from '../../sessions/session.ts';
import { cutTo, padTo } from '../columns.ts';
import { printable } from '../printable.ts';
import { UNKNOWN } from '../session-words.ts';

/** A line of `--watch` in a pipe, as JSON. */
export interface ChangeEvent {
  v: 1;
  type: ChangeType;
  /** When it was seen, ISO 8601. */
  at: string;
  session: SessionJson;
  changes: KeyChange[];
  /** Whether somebody was signed in, and no longer is, although the session has not expired. */
  signedOut?: true;
}

/** The name of a change. */
export function changeName({ type, signedOut }: SessionChange<Session>): string {
  return signedOut ? 'signed out' : type;
}

/** How many columns the longest name takes. */
export const WIDEST_NAME = 'signed out'.length;
const WIDEST_VALUE = 40;

/** A change as JSON. @param reveal shows whole ids, and secrets */
export function changeEvent(
  change: SessionChange<Session>,
  at: Date,
  reveal: boolean,
): ChangeEvent {
  return {
    v: 1,
    type: change.type,
    at: at.toISOString(),
    session: sessionJson(change.session, reveal),
    changes: reveal ? change.keys : change.keys.map(maskChange),
    signedOut: change.signedOut || undefined,
  };
}

/** `2026-03-01T10:00:00.000Z  changed     3f9a1c77  alice  views: 3 → 4` */
export function changeLine(change: SessionChange<Session>, at: Date, reveal: boolean): string {
  const { session, changes } = changeEvent(change, at, reveal);
  const name = padTo(changeName(change), WIDEST_NAME);
  const user = session.user === null ? UNKNOWN : printable(session.user);
  const what =
    change.type === 'created'
      ? printable(session.reason ?? Object.keys(session.data).sort().join(' '))
      : (session.reason ?? changes.map(keyText).join(', '));
  const id = printable(session.sessionId ?? session.id);
  return [at.toISOString(), name, id, user, what].join('  ').trimEnd();
}

function keyText(change: KeyChange): string {
  const key = printable(change.key);
  if (!('after' in change)) return `${key} removed`;
  if (!('before' in change)) return `${key}: ${valueText(change.after)}`;
  const [before, after] = [valueText(change.before), valueText(change.after)];
  // Masks look alike, and so may the beginnings of long values.
  return before === after ? `${key} changed` : `${key}: ${before} → ${after}`;
}

function valueText(value: unknown): string {
  return cutTo(printable(JSON.stringify(value)), WIDEST_VALUE);
}
