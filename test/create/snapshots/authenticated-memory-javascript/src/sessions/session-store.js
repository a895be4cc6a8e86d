/**
 * @import { RequestHandler } from 'express'
 * @import { SessionData } from 'express-session'
 * @import { Attempts } from '../accounts/attempts.js'
 */

/**
 * A session as it is stored. It leaves the store when `cookie.expires` is past.
 *
 * @typedef {SessionData & Successor} StoredSession
 */

/**
 * What is left of a session for a moment after a sign-in: such a record is no session any more.
 *
 * @typedef {object} Successor
 * @property {string} [movedTo] The id of the session that took its place.
 */

/**
 * What this site asks of a store, whichever it is: `open-store.js` keeps these promises.
 * Every method may be called at the same time as any other, by this process or another one.
 * A method throws only when the store itself fails.
 *
 * @typedef {object} SessionStore
 *
 * @property {string} description
 *   Where sessions are kept, to complete the sentence "Sessions are kept …".
 *
 * @property {Attempts} [attempts]
 *   Where failed sign-ins are counted, if processes that share the store are to share the count as well.
 *
 * @property {RequestHandler} [aroundRequests]
 *   What the store wants around each request that may need it: a deadline, for example.
 *
 * @property {(id: string) => Promise<StoredSession | undefined>} find
 *   Finds a record. One that never was, has expired, or cannot be read as a session is undefined.
 *
 * @property {(id: string, record: StoredSession) => Promise<void>} create
 *   Stores a new record under a new id. It can be found by everyone once the promise resolves. It is a `NoRoomError`
 *   where a session of nobody who is signed in would take the room of those who are.
 *
 * @property {(id: string, change: (record: StoredSession) => StoredSession) => Promise<boolean>} update
 *   Replaces a record by what `change` makes of it as it is now, with nothing in between.
 *   A record that is gone stays gone: the answer is then false, and nothing is written.
 *
 * @property {(id: string, expires: Date) => Promise<void>} extend
 *   Moves the time at which a record leaves, and changes nothing else. A record that is gone stays gone.
 *
 * @property {(id: string) => Promise<boolean>} delete
 *   Deletes a record for every process. Deleting what is not there is no error; the answer is then false.
 *
 * @property {() => Promise<void>} check
 *   Resolves if a session could be stored now. Nothing is changed, but for what is needed to find out.
 *
 * @property {() => Promise<void>} close
 *   Lets go of files, timers and connections. Nothing else is called afterwards.
 */

/** There is room for the sessions of those who are signed in, but not for one more of anybody else. */
export class NoRoomError extends Error {}

/**
 * The record that a stored text holds, or undefined where it holds none.
 * `expires` is given where the store knows better than the text when the record leaves.
 *
 * @param {string} text
 * @param {number} [expires]
 * @returns {StoredSession | undefined}
 */
export function parseRecord(text, expires) {
  try {
    const record = JSON.parse(text);
    if (typeof record?.cookie !== 'object' || record.cookie === null) return undefined;
    if (expires !== undefined) record.cookie.expires = new Date(expires);
    return record;
  } catch {
    return undefined;
  }
}

/**
 * When a record leaves its store, in milliseconds since 1970.
 *
 * @param {StoredSession} record
 * @returns {number}
 */
export function expiryOf(record) {
  return new Date(record.cookie.expires ?? 0).getTime();
}
