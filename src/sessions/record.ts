/** How a session in a store stands. */
export type SessionState =
  /** It counts. */
  | 'live'
  /** It is still there, and its time is up. */
  | 'expired'
  /** What is stored cannot be read as a session. */
  | 'corrupt';

/** One session, seen from outside the site that made it: the same shape for every store. */
export interface SessionRecord {
  /** The masked id: the first 8 hex digits of the SHA-256 of the session id. */
  readonly id: string;
  /** The whole session id: a secret. Absent where the store does not hold it, as a folder of hashed names does not. */
  readonly sessionId?: string;
  readonly state: SessionState;
  /** Why it is corrupt; absent otherwise. */
  readonly reason?: string;
  /** What the session holds, without the cookie's own details; empty where it is corrupt. */
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
}
