import type { Filter } from '../sessions/filter.ts';
import type { ReadOptions, Session } from '../sessions/session.ts';

/** What happened to a session that was to be destroyed. */
export type Destruction =
  | 'destroyed'
  /** It no longer existed. */
  | 'gone'
  /** It has changed meanwhile, and no longer matches. */
  | 'kept';

/** How a store is read. */
export interface StoreReadOptions extends ReadOptions {
  /**
   * Asks the store for the expiry of each session if its contents may not say it, which takes longer. Without it,
   * `withTimes` asks later.
   */
  exactTimes?: boolean;
}

/** A store of sessions, read from outside. Every method throws Failure `store-unreadable` if it cannot be reached. */
export interface SessionStore {
  /** What and where it is: `file .sessions/`, `redis 127.0.0.1:6379 sess:`. */
  readonly name: string;

  /** Why nothing in it can be destroyed from outside, and what to do instead; absent if it can. */
  readonly readOnly?: string;

  /** Reads all sessions, in batches. This changes nothing. */
  read(options: StoreReadOptions): AsyncIterable<Session[]>;

  /**
   * A user's sessions, by the index that generated sites keep, without reading others. Some of them may have expired.
   * Undefined if the store has no index.
   */
  sessionsOf?(user: string): Promise<Session[] | undefined>;

  /** The session with an id, or undefined if there is none. */
  find(sessionId: string): Promise<Session | undefined>;

  /** The same sessions, with times that were left out when they were read, because asking for them takes long. */
  withTimes(sessions: Session[]): Promise<Session[]>;

  /**
   * Destroys a session, if it still matches. A running request cannot bring it back.
   *
   * @throws Failure `cannot-write` if that is not allowed
   */
  destroy(session: Session, isMeant: Filter): Promise<Destruction>;

  /** Closes connections. */
  close(): void;
}
