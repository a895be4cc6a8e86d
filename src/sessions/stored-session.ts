import { expiryIn, lifetimeIn, MOVED, readContents, TOO_LARGE, type Unread } from './contents.ts';
import { readSession, unreadSession } from './read-session.ts';
import { digestOf, maskedId, type Session } from './session.ts';
import { createdAt, lastUse } from './times.ts';

/** A session in a store: its text, or, if that is too large to read, its size in bytes. */
export type StoredText = { text: string; size?: never } | { text?: never; size: number };

/** A session as a store has it. */
export type StoredSession = {
  sessionId: string;
  /** When it expires, in milliseconds since 1970, if the store keeps that beside the text; null if it never does. */
  expires?: number | null;
} & StoredText;

/** The session in a stored text; undefined if another session has replaced it. */
export function readStoredSession(stored: StoredSession): Session | undefined {
  const { sessionId, text, size } = stored;
  if (text === undefined) return unreadStored({ ...stored, size }, TOO_LARGE);
  const contents = readContents(text);
  if (contents === MOVED) return undefined;
  const base = baseOf(sessionId, Buffer.byteLength(text));
  if (!('data' in contents)) return unreadSession(base, contents, leavesAt(stored));
  const created = createdAt(sessionId);
  // A store may extend a session without writing its text again.
  const leaves = stored.expires === undefined ? expiryIn(contents) : stored.expires;
  const used = lastUse(leaves, lifetimeIn(contents), created);
  // session-file-store keeps the last use there.
  const { __lastAccess: _, ...data } = contents.data;
  return readSession(base, { ...contents, data }, { created, used, expires: leaves }, Date.now());
}

/** The session of a text that cannot be read. */
export function unreadStored(
  { sessionId, size, expires }: Pick<StoredSession, 'sessionId' | 'expires'> & { size: number },
  why: Unread,
): Session {
  return unreadSession(baseOf(sessionId, size), why, leavesAt({ expires }));
}

function baseOf(sessionId: string, size: number) {
  const digest = digestOf(sessionId);
  return { id: maskedId(digest), digest, sessionId, size };
}

function leavesAt({ expires }: Pick<StoredSession, 'expires'>): Date | undefined {
  const time = new Date(expires ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
