import { type KeyChange, keysThatDiffer } from './key-changes.ts';
import type { Session } from './session.ts';

/** What became of a session between two looks at its store. */
export type ChangeType =
  | 'new'
  | 'changed'
  /** Nobody is signed in any more: the session was destroyed before its time, or has lost its user. */
  | 'signed-out'
  /** It was destroyed before its time, and nobody was signed in. */
  | 'gone'
  /** Its time is up. */
  | 'expired';

export interface SessionChange {
  type: ChangeType;
  /** The session as it is now, or as it was when it was last there. */
  record: Session;
  /** What it holds now, and did not, or the other way round: `before` or `after` is absent then. */
  keys: KeyChange[];
}

/** Sessions by their digests. */
export type Snapshot = ReadonlyMap<string, Session>;

/** What has changed from one look to the next. That a session was prolonged is no change. */
export function changesBetween(before: Snapshot, after: Snapshot, now: Date): SessionChange[] {
  const ended = [...before.values()]
    .filter(({ digest }) => !after.has(digest))
    .flatMap((record) => endOf(record, now) ?? []);
  const others = [...after.values()].flatMap(
    (record) => changeOf(before.get(record.digest), record) ?? [],
  );
  return [...ended, ...others];
}

function endOf(record: Session, now: Date): SessionChange | undefined {
  // That it expired was told already; now it was swept away.
  if (record.state === 'expired') return undefined;
  const isDue = record.expires !== null && record.expires <= now;
  const type = isDue ? 'expired' : record.user !== null ? 'signed-out' : 'gone';
  return { type, record, keys: [] };
}

function changeOf(before: Session | undefined, record: Session): SessionChange | undefined {
  if (!before) return { type: 'new', record, keys: [] };
  if (record.state === 'expired' && before.state !== 'expired') {
    return { type: 'expired', record, keys: [] };
  }
  const keys = keysThatDiffer(before.data, record.data);
  if (keys.length === 0 && record.state === before.state) return undefined;
  const lostUser = before.user !== null && record.user === null && record.state === 'live';
  return { type: lostUser ? 'signed-out' : 'changed', record, keys };
}
