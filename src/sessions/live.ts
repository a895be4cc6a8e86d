import { expiryIn, lifetimeIn, MOVED, readContents } from './contents.ts';
import { readRecord, unreadRecord } from './make-record.ts';
import { digestOf, maskedId, type SessionRecord } from './record.ts';
import { beginningOf, lastUse } from './times.ts';

/** A session of a running app, as its store has it. */
export interface LiveSession {
  sessionId: string;
  text: string;
  /** When it leaves, in milliseconds since 1970; absent where the text says it. */
  expires?: number;
}

/** The record of a session of a running app; undefined where another session has taken its place. */
export function liveRecord({ sessionId, text, expires }: LiveSession): SessionRecord | undefined {
  const digest = digestOf(sessionId);
  const base = { id: maskedId(digest), digest, sessionId, size: Buffer.byteLength(text) };
  const contents = readContents(text);
  if (contents === MOVED) return undefined;
  if (!('data' in contents)) return unreadRecord(base, contents);
  const created = beginningOf(sessionId);
  const leaves = expires ?? expiryIn(contents);
  const used = lastUse(leaves, lifetimeIn(contents), created);
  // session-file-store notes each use there.
  const { __lastAccess: _, ...data } = contents.data;
  return readRecord(base, { ...contents, data }, { created, used, expires: leaves }, Date.now());
}
