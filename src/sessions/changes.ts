import type { ChangeType } from '../events/session.ts';
import { type KeyChange, keysThatDiffer } from './key-changes.ts';
import type { SessionState } from './session.ts';

/** What must be known of a session to tell what became of it. */
interface Comparable {
  readonly state: SessionState;
  readonly user: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** A time, or its ISO 8601 text; null where there is none. */
  readonly expires: Date | string | null;
}

/** What became of a session between two looks at its store. */
export interface SessionChange<Seen> {
  type: ChangeType;
  /** The session as it is now, or as it was when it was last there. */
  session: Seen;
  keys: KeyChange[];
  /** Somebody was signed in, and no longer is, though the session's time was not up. */
  signedOut: boolean;
}

/**
 * What has changed from one look at a store to the next.
 *
 * @param before the sessions of the first look, by anything that stays the same
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
  // Stores may hold a hundred thousand: no list of them is made on the way.
  for (const [key, session] of before) if (!after.has(key)) note(endOf(session, now));
  for (const [key, session] of after) note(changeOf(before.get(key), session));
  return changes;
}

function endOf<Seen extends Comparable>(session: Seen, now: Date): SessionChange<Seen> | undefined {
  // That it expired was told already; now it was swept away.
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

/** When it leaves, in milliseconds since 1970; null where it never does, or nobody can tell. */
function timeOf({ expires }: Comparable): number | null {
  return expires === null ? null : new Date(expires).getTime();
}
