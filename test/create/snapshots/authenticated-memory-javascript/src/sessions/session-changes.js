import { Cookie } from 'express-session';

/**
 * @import { SessionData } from 'express-session'
 * @import { StoredSession } from './session-store.js'
 */

/**
 * A session as it was loaded, or stored: each key's value as JSON, and when the record would leave.
 *
 * @typedef {object} Loaded
 * @property {Map<string, string>} values
 * @property {number} expires
 * @property {boolean} isNew Whether this very request began it.
 */

/**
 * Whether a session holds something else than before.
 *
 * @param {Map<string, string>} before
 * @param {Map<string, string>} now
 * @returns {boolean}
 */
export function differs(before, now) {
  if (before.size !== now.size) return true;
  for (const [key, json] of now) {
    if (before.get(key) !== json) return true;
  }
  return false;
}

/**
 * The stored record with what this request changed: keys it set are set, keys it deleted are deleted.
 *
 * @param {StoredSession} stored
 * @param {Map<string, string>} before
 * @param {Map<string, string>} now
 * @returns {StoredSession}
 */
export function merge(stored, before, now) {
  const merged = { ...stored };
  for (const key of before.keys()) {
    if (!now.has(key)) Reflect.deleteProperty(merged, key);
  }
  for (const [key, json] of now) {
    if (before.get(key) !== json) Object.assign(merged, { [key]: JSON.parse(json) });
  }
  return merged;
}

/**
 * The record of a session that leaves the store at a given time, in milliseconds since 1970.
 *
 * @param {SessionData} session
 * @param {number} expires
 * @returns {StoredSession}
 */
export function withExpiry(session, expires) {
  const cookie = Object.assign(new Cookie(), session.cookie, { expires: new Date(expires) });
  return { ...session, cookie };
}

/**
 * Each key of a session with its value as JSON, but for the cookie's details.
 *
 * @param {SessionData} session
 * @returns {Map<string, string>}
 * @throws {Error} where a value cannot be stored; its message names the key
 */
export function valuesOf(session) {
  const values = new Map();
  for (const key of Object.keys(session)) {
    if (key === 'cookie') continue;
    // By this key a record says that it is no session any more.
    if (key === 'movedTo') throw new Error('A session cannot hold "movedTo": use another name.');
    const json = jsonOf(session, key);
    if (json !== undefined) values.set(key, json);
  }
  return values;
}

function jsonOf(session, key) {
  try {
    const value = Reflect.get(session, key);
    return typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value, refuseLosses);
  } catch (cause) {
    throw new Error(`What the session holds as "${key}" cannot be stored.`, { cause });
  }
}

/**
 * JSON drops these without a word.
 *
 * @param {string} key
 * @param {unknown} value
 * @returns {unknown}
 */
function refuseLosses(key, value) {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`JSON cannot hold a ${typeof value}, as at "${key}".`);
  }
  return value;
}
