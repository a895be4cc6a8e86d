import { changeEvent } from '../../events/change.ts';
import type { SessionChange } from '../../sessions/changes.ts';
import type { KeyChange } from '../../sessions/key-changes.ts';
import type { Session } from '../../sessions/session.ts';
import { cutTo, padTo } from '../columns.ts';
import { printable } from '../printable.ts';
import { UNKNOWN } from '../session-words.ts';

/** The name of a change. */
export function changeName({ type, signedOut }: SessionChange<Session>): string {
  return signedOut ? 'signed out' : type;
}

/** How many columns the longest name takes. */
export const WIDEST_NAME = 'signed out'.length;
const WIDEST_VALUE = 40;

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
