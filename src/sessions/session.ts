import { hash } from 'node:crypto';

/** The state of a session in a store. */
export type SessionState =
  /** It is valid. */
  | 'live'
  /** It is still there, but its time is up. */
  | 'expired'
  /** What is stored cannot be read as a session. */
  | 'corrupt'
  /** It is there, but cannot be read: it is encrypted, too large, or access is denied. */
  | 'unreadable';

/** One session, read from outside the site that made it: the same type for every store. */
export interface Session {
  /** The masked id: the first 8 hex digits of `digest`. */
  readonly id: string;
  /** The SHA-256 of the session id, in hex: it distinguishes sessions with the same masked id. */
  readonly digest: string;
  /**
   * The whole session id: a secret. Absent if the store does not hold it: a generated site's file store has only
   * hashes.
   */
  readonly sessionId?: string;
  /**
   * The store's own name for it, such as a file's name or a key: a secret, because the id may be in it. Absent in
   * memory.
   */
  readonly key?: string;
  readonly state: SessionState;
  /** Why it is corrupt or unreadable; absent otherwise. */
  readonly reason?: string;
  /** The contents of the session, without the cookie's options; empty if it cannot be read. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Who is signed in; null if nobody is. */
  readonly user: string | null;
  /** When the session began; null if the store does not say. */
  readonly created: Date | null;
  /** When it was last used; null if the store does not say. */
  readonly used: Date | null;
  /** When it expires; null if it never does, or it is not known. */
  readonly expires: Date | null;
  /** The size of what is stored, in bytes. */
  readonly size: number;
  /** True if its cookie is only for HTTPS; absent otherwise. */
  readonly secure?: true;
}

/** Something in a store that is no session: another file or key, or what a killed process left. */
export interface LeftOut {
  /** The name of the file or key; what could be a session id in it is masked. */
  name: string;
  /** Why it is no session: "belongs to another user". */
  reason: string;
}

/** The options of all readers. */
export interface ReadOptions {
  /** Stops the reading; the iteration then ends with the signal's reason. */
  signal?: AbortSignal;
  /** Called for everything in the store that is no session. */
  onLeftOut?: (leftOut: LeftOut) => void;
  /** Called with notes about the result, for example that it may be incomplete. */
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
