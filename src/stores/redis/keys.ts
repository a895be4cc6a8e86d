import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { digestOf, maskedId } from '../../sessions/session.ts';
import { toBinary } from './protocol.ts';

/** What a key's name says about its session. */
export interface KeyName {
  /** The session id. If its bytes are not UTF-8, those that are not ASCII are escaped: `\xff`. */
  sessionId: string;
  /** The SHA-256 of the id's bytes, in hex, so that two keys are never the same session. */
  digest: string;
}

const NOT_ASCII = /[\x80-\xff]/;

/** The session that a key belongs to. @param key its bytes, as characters */
export function sessionOfKey(key: string, prefix: string): KeyName {
  const id = key.slice(toBinary(prefix).length);
  if (!NOT_ASCII.test(id)) return { sessionId: id, digest: digestOf(id) };
  const bytes = Buffer.from(id, 'latin1');
  const sessionId = isUtf8(bytes)
    ? bytes.toString('utf8')
    : id.replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  return { sessionId, digest: hash('sha256', bytes) };
}

/** A longer key may contain a session id, so messages do not show it. */
const LONGEST_TOLD = 20;

/** A key's name in a message. */
export function toldName(key: string, prefix: string): string {
  const { sessionId, digest } = sessionOfKey(key, prefix);
  return prefix + (sessionId.length > LONGEST_TOLD ? `${maskedId(digest)}…` : sessionId);
}
