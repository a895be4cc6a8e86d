import { expiryIn, lifetimeIn, MOVED, readContents } from './contents.ts';
import { readSession, unreadSession } from './read-session.ts';
import { digestOf, maskedId, type Session } from './session.ts';
import { createdAt, lastUse } from './times.ts';

/** A session of a running app, as its store has it. */
export interface StoredSession {
  sessionId: string;
  text: string;
  /** When it leaves, in milliseconds since 1970; absent where the text says it. */
  expires?: number;
}

/** The record of a session of a running app; undefined where another session has taken its place. */
export function readStoredSession({
  sessionId,
  text,
  expires,
}: StoredSession): Session | undefined {
  const digest = digestOf(sessionId);
  const base = { id: maskedId(digest), digest, sessionId, size: Buffer.byteLength(text) };
  const contents = readContents(text);
  if (contents === MOVED) return undefined;
  if (!('data' in contents)) return unreadSession(base, contents);
  const created = createdAt(sessionId);
  const leaves = expires ?? expiryIn(contents);
  const used = lastUse(leaves, lifetimeIn(contents), created);
  // session-file-store notes each use there.
  const { __lastAccess: _, ...data } = contents.data;
  return readSession(base, { ...contents, data }, { created, used, expires: leaves }, Date.now());
}
