import { expiryIn, lifetimeIn, MOVED, readContents, TOO_LARGE } from './contents.ts';
import { readSession, unreadSession } from './read-session.ts';
import { digestOf, maskedId, type Session } from './session.ts';
import { createdAt, lastUse } from './times.ts';

/** What a store has of a session: its text, or, where that is too large to be looked into, how many bytes it takes. */
export type StoredText = { text: string; size?: never } | { text?: never; size: number };

/** A session of a running app, as its store has it. */
export type StoredSession = { sessionId: string } & StoredText;

/** What stands in a store, read; undefined where another session has taken its place. */
export function readStoredSession({ sessionId, text, size }: StoredSession): Session | undefined {
  const digest = digestOf(sessionId);
  const base = {
    id: maskedId(digest),
    digest,
    sessionId,
    size: size ?? Buffer.byteLength(text),
  };
  if (text === undefined) return unreadSession(base, TOO_LARGE);
  const contents = readContents(text);
  if (contents === MOVED) return undefined;
  if (!('data' in contents)) return unreadSession(base, contents);
  const created = createdAt(sessionId);
  const leaves = expiryIn(contents);
  const used = lastUse(leaves, lifetimeIn(contents), created);
  // session-file-store notes each use there.
  const { __lastAccess: _, ...data } = contents.data;
  return readSession(base, { ...contents, data }, { created, used, expires: leaves }, Date.now());
}
