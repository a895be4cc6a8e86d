import type { ChangeType } from '../events/session.ts';
import { type KeyChange, keysThatDiffer } from './key-changes.ts';
import type { SessionState } from './session.ts';

/** What is compared of a session. */
interface Comparable {
  readonly state: SessionState;
  readonly user: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** A time, or its ISO 8601 text; null if there is none. */
  readonly expires: Date | string | null;
}

/** What happened to a session between two reads of its store. */
export interface SessionChange<Seen> {
  type: ChangeType;
  /** The session as it is now, or as it last was. */
  session: Seen;
  keys: KeyChange[];
  /** Whether somebody was signed in, and no longer is, although the session has not expired. */
  signedOut: boolean;
}

/**
 * The changes from one read of a store to the next.
 *
 * @param before the sessions of the first read, by any constant key
 */
export function changesBetween<Key, Seen extends Comparable>(
  before: ReadonlyMap<Key, Seen>,
  after: ReadonlyMap<Key, Seen>,
  now: Date,
): SessionChange<Seen>[] {
  const changes: SessionChange<Seen>[] = [];
  const note = (change: SessionChange<Seen> | undefined) => {
    if (change) changes.push(change);
  };
  // Stores may hold a hundred thousand sessions: no list of them is made here.
  for (const [key, session] of before) if (!after.has(key)) note(endOf(session, now));
  for (const [key, session] of after) note(changeOf(before.get(key), session));
  return changes;
}

function endOf<Seen extends Comparable>(session: Seen, now: Date): SessionChange<Seen> | undefined {
  // Its expiry was reported already; now its record was removed.
  if (session.state === 'expired') return undefined;
  const isDue = session.expires !== null && new Date(session.expires) <= now;
  if (isDue) return { type: 'expired', session, keys: [], signedOut: false };
  return { type: 'destroyed', session, keys: [], signedOut: session.user !== null };
}

function changeOf<Seen extends Comparable>(
  before: Seen | undefined,
  session: Seen,
): SessionChange<Seen> | undefined {
  const keys = keysThatDiffer(before?.data ?? {}, session.data);
  if (!before) return { type: 'created', session, keys, signedOut: false };
  if (session.state === 'expired' && before.state !== 'expired') {
    return { type: 'expired', session, keys, signedOut: false };
  }
  if (keys.length > 0 || session.state !== before.state) {
    const signedOut = before.user !== null && session.user === null && session.state === 'live';
    return { type: 'changed', session, keys, signedOut };
  }
  if (timeOf(session) === timeOf(before)) return undefined;
  return { type: 'touched', session, keys, signedOut: false };
}

/** When it expires, in milliseconds since 1970; null if it never does, or it is not known. */
function timeOf({ expires }: Comparable): number | null {
  return expires === null ? null : new Date(expires).getTime();
}
