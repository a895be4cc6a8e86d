// This folder keeps the sessions. To keep them in another place, write a class that implements `SessionStore` below,
// and change `src/stores.js` to open it.

/** @import { SessionData } from 'express-session' */

/**
 * A session as a store keeps it. It expires at `cookie.expires`.
 *
 * @typedef {SessionData & Replaced} StoredSession
 */

/**
 * When a sign-in replaces a session, this stays in the store for a few seconds. It no longer counts as a session.
 *
 * @typedef {object} Replaced
 * @property {string} [movedTo] The id of the new session.
 */

/**
 * Decides, each time a session is loaded, whether it is still valid.
 *
 * @typedef {(session: SessionData) => boolean | Promise<boolean>} IsStillValid
 */

/**
 * How a session became a user's.
 *
 * @typedef {object} SignIn
 * @property {number} began When, in milliseconds since 1970.
 * @property {string} browser In which browser, in words. Empty if that is not known.
 */

/**
 * One of the sessions that belong to the same user.
 *
 * @typedef {SignIn & ListedSession} UserSession
 */

/**
 * @typedef {object} ListedSession
 * @property {string} key The hash of its id: see `session-id.js`.
 * @property {StoredSession} session
 * @property {() => Promise<boolean>} delete Deletes it for every process. The result is false if it was gone already.
 */

/**
 * What the site needs from a store. Write a class with these methods to keep sessions somewhere else.
 *
 * All methods may run at the same time, in this process and in others. They throw only if the store itself fails.
 *
 * @typedef {object} SessionStore
 *
 * @property {string} description
 *   Where sessions are kept. It completes the sentence "Sessions are kept …".
 *
 * @property {(id: string) => Promise<StoredSession | undefined>} find
 *   Finds a session. The result is undefined if there is none, if it has expired, or if it cannot be parsed.
 *
 * @property {(id: string, session: StoredSession, signIn?: SignIn) => Promise<void>} create
 *   Stores a new session. Once the promise resolves, every process can find it. It throws a `NoRoomError` if the last
 *   room is reserved for signed-in sessions, and this one is anonymous. `signIn` is kept for `sessionsOf`. By default,
 *   it is now, in a browser that is not known.
 *
 * @property {(id: string, change: (session: StoredSession) => StoredSession) => Promise<boolean>} update
 *   Replaces a session with what `change` returns for its latest version. This is atomic.
 *   If the session no longer exists, nothing is written and the result is false. It must never come back.
 *
 * @property {(id: string, expires: Date) => Promise<void>} extend
 *   Changes when a session expires, and nothing else. A session that no longer exists must not come back.
 *
 * @property {() => Promise<Map<string, StoredSession>>} [all]
 *   All sessions by id, with those that have expired but were not removed yet. Optional: only a store that has them at
 *   hand should have this.
 *
 * @property {(id: string) => Promise<boolean>} delete
 *   Deletes a session for every process. The result is false if there was none, which is not an error.
 *
 * @property {(userName: string) => Promise<UserSession[]>} sessionsOf
 *   Every session whose `user_name` is this one, in any order. A store finds them without looking at other users'
 *   sessions. While a session exists, it is always in this list, even if a process was killed at the worst moment.
 *
 * @property {() => Promise<void>} check
 *   Resolves if a session could be stored right now. It leaves nothing behind.
 */

/** The remaining room is reserved for signed-in sessions, so an anonymous one was not stored. */
export class NoRoomError extends Error {}

/**
 * Parses the JSON of a session. The result is undefined if it is not one.
 *
 * @param {string} text
 * @param {number} [expires] when the session expires, if the store knows better than the JSON
 * @returns {StoredSession | undefined}
 */
export function parseSession(text, expires) {
  try {
    const session = JSON.parse(text);
    if (typeof session?.cookie !== 'object' || session.cookie === null) return undefined;
    if (expires !== undefined) session.cookie.expires = new Date(expires);
    return session;
  } catch {
    return undefined;
  }
}

/**
 * When a session expires, in milliseconds since 1970.
 *
 * @param {StoredSession} session
 * @returns {number}
 */
export function expiryOf(session) {
  return new Date(session.cookie.expires ?? 0).getTime();
}
