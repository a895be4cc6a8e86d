import { maskChange } from '../masking/values.ts';
import type { SessionChange } from '../sessions/changes.ts';
import type { KeyChange } from '../sessions/key-changes.ts';
import type { Session } from '../sessions/session.ts';
import { type ChangeType, type SessionJson, sessionJson } from './session.ts';

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
