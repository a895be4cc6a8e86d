import { hash } from 'node:crypto';

/** How a session in a store stands. */
export type SessionState =
  /** It counts. */
  | 'live'
  /** It is still there, and its time is up. */
  | 'expired'
  /** What is stored cannot be read as a session. */
  | 'corrupt'
  /** It is there, and could not be looked into: it is encrypted, too large, or may not be read. */
  | 'unreadable';

/** One session, seen from outside the site that made it: the same shape for every store. */
export interface Session {
  /** The masked id: the first 8 hex digits of `digest`. */
  readonly id: string;
  /** The SHA-256 of the session id, in hex: it tells two sessions apart where their masked ids are the same. */
  readonly digest: string;
  /** The whole session id: a secret. Absent where the store does not hold it, as a folder of hashed names does not. */
  readonly sessionId?: string;
  /** What the store itself calls it, a file's name or a key's bytes as characters: a secret, as the id may be in it. Absent in memory. */
  readonly key?: string;
  readonly state: SessionState;
  /** Why it is corrupt or unreadable; absent otherwise. */
  readonly reason?: string;
  /** What the session holds, without the cookie's own details; empty where it cannot be read. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Who is signed in; null where nobody is. */
  readonly user: string | null;
  /** When the session began; null where the store does not tell. */
  readonly created: Date | null;
  /** When it was last used; null where the store does not tell. */
  readonly used: Date | null;
  /** When it leaves the store; null where it never does, or nobody can tell. */
  readonly expires: Date | null;
  /** What is stored, in bytes. */
  readonly size: number;
  /** Its cookie is for HTTPS alone; absent otherwise. */
  readonly secure?: true;
}

/** Something in a store that is no session: a file or a key of somebody else's, or what a killed process left behind. */
export interface LeftOut {
  /** The name of the file or key; what could be a session id in it is masked. */
  name: string;
  /** Why it is no session: "belongs to another user". */
  reason: string;
}

/** What all readers take. */
export interface ReadOptions {
  /** Stops the reading; the iteration then ends with the signal's reason. */
  signal?: AbortSignal;
  /** Is told of what is in the store and is no session. */
  onLeftOut?: (leftOut: LeftOut) => void;
  /** Is told what one should know of what was read, such as that there may be more. */
  onNote?: (text: string) => void;
}

const MASKED_DIGITS = 8;

/** The SHA-256 of a session id, in hex. */
export function digestOf(sessionId: string): string {
  return hash('sha256', sessionId);
}

/** The masked id that belongs to a digest. */
export function maskedId(digest: string): string {
  return digest.slice(0, MASKED_DIGITS);
}

/** The masked id of a session. */
export function maskedIdOf(sessionId: string): string {
  return maskedId(digestOf(sessionId));
}
