import type { Filter } from '../sessions/filter.ts';
import type { ReadOptions, Session } from '../sessions/session.ts';

/** What became of a session that was to be destroyed. */
export type Destruction =
  | 'destroyed'
  /** It was no longer there. */
  | 'gone'
  /** Meanwhile it had changed, and is no longer what was meant. */
  | 'kept';

/** How a store is read. */
export interface StoreReadOptions extends ReadOptions {
  /**
   * Asks the store when each session leaves, where what is stored may not tell, which takes longer. Without it,
   * `withTimes` asks later.
   */
  exactTimes?: boolean;
}

/** A store of sessions, seen from outside. Every method throws Failure `store-unreadable` where it cannot be reached. */
export interface SessionStore {
  /** What and where it is: `file .sessions/`, `redis 127.0.0.1:6379 sess:`. */
  readonly name: string;

  /** Why nothing in it can be destroyed from outside, and what to do instead; absent where it can. */
  readonly readOnly?: string;

  /** Reads all sessions, some at a time. Nothing is changed by that. */
  read(options: StoreReadOptions): AsyncIterable<Session[]>;

  /**
   * The sessions of a user, by the index that our own sites keep, without reading others. Some of them may have expired.
   * Undefined where the store has no index.
   */
  sessionsOf?(user: string): Promise<Session[] | undefined>;

  /** The session of an id, or undefined where there is none. */
  find(sessionId: string): Promise<Session | undefined>;

  /** The same sessions, with times that were left out of them when they were read, because to ask takes long. */
  withTimes(sessions: Session[]): Promise<Session[]>;

  /**
   * Destroys a session, if it is still what was meant. It cannot come back by a request that is under way.
   *
   * @throws Failure `cannot-write` where that is not allowed
   */
  destroy(session: Session, isMeant: Filter): Promise<Destruction>;

  /** Lets go of connections. */
  close(): void;
}
