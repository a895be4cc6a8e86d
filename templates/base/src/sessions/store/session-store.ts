// This folder keeps the sessions. To keep them in another place, write a class that implements `SessionStore` below,
// and change `src/stores.ts` to open it.

import type { SessionData } from 'express-session';

/** A session as a store keeps it. It expires at `cookie.expires`. */
export type StoredSession = SessionData & Replaced;

/** When a sign-in replaces a session, this stays in the store for a few seconds. It no longer counts as a session. */
interface Replaced {
  /** The id of the new session. */
  movedTo?: string;
}

/** Decides, each time a session is loaded, whether it is still valid. */
export type IsStillValid = (session: SessionData) => boolean | Promise<boolean>;

/** How a session became a user's. */
export interface SignIn {
  /** When, in milliseconds since 1970. */
  began: number;
  /** In which browser, in words. Empty if that is not known. */
  browser: string;
}

/** One of the sessions that belong to the same user. */
export type UserSession = SignIn & ListedSession;

interface ListedSession {
  /** The hash of its id: see `session-id.ts`. */
  key: string;
  session: StoredSession;
  /** Deletes it for every process. The result is false if it was gone already. */
  delete(): Promise<boolean>;
}

/**
 * What the site needs from a store. Write a class with these methods to keep sessions somewhere else.
 *
 * All methods may run at the same time, in this process and in others. They throw only if the store itself fails.
 */
export interface SessionStore {
  /** Where sessions are kept. It completes the sentence "Sessions are kept …". */
  readonly description: string;

  /** Finds a session. The result is undefined if there is none, if it has expired, or if it cannot be parsed. */
  find(id: string): Promise<StoredSession | undefined>;

  /**
   * Stores a new session. Once the promise resolves, every process can find it. It throws a `NoRoomError` if the last
   * room is reserved for signed-in sessions, and this one is anonymous. `signIn` is kept for `sessionsOf`. By default,
   * it is now, in a browser that is not known.
   */
  create(id: string, session: StoredSession, signIn?: SignIn): Promise<void>;

  /**
   * Replaces a session with what `change` returns for its latest version. This is atomic.
   * If the session no longer exists, nothing is written and the result is false. It must never come back.
   */
  update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean>;

  /** Changes when a session expires, and nothing else. A session that no longer exists must not come back. */
  extend(id: string, expires: Date): Promise<void>;

  /**
   * All sessions by id, with those that have expired but were not removed yet. Optional: only a store that has them at
   * hand should have this.
   */
  all?(): Promise<Map<string, StoredSession>>;

  /** Deletes a session for every process. The result is false if there was none, which is not an error. */
  delete(id: string): Promise<boolean>;

  /**
   * Every session whose `user_name` is this one, in any order. A store finds them without looking at other users'
   * sessions. While a session exists, it is always in this list, even if a process was killed at the worst moment.
   */
  sessionsOf(userName: string): Promise<UserSession[]>;

  /** Resolves if a session could be stored right now. It leaves nothing behind. */
  check(): Promise<void>;
}

/** The remaining room is reserved for signed-in sessions, so an anonymous one was not stored. */
export class NoRoomError extends Error {}

/**
 * Parses the JSON of a session. The result is undefined if it is not one.
 *
 * @param expires when the session expires, if the store knows better than the JSON
 */
export function parseSession(text: string, expires?: number): StoredSession | undefined {
  try {
    const session = JSON.parse(text);
    if (typeof session?.cookie !== 'object' || session.cookie === null) return undefined;
    if (expires !== undefined) session.cookie.expires = new Date(expires);
    return session;
  } catch {
    return undefined;
  }
}

/** When a session expires, in milliseconds since 1970. */
export function expiryOf(session: StoredSession): number {
  return new Date(session.cookie.expires ?? 0).getTime();
}
