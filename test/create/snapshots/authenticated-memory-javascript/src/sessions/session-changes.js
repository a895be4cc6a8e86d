import { Cookie } from 'express-session';

/**
 * @import { SessionData } from 'express-session'
 * @import { StoredSession } from './store/session-store.js'
 */

/** How long a replaced session stays in the store, to say which session took its place. */
const REPLACED_MS = 10_000;

/**
 * What a request knows about its session as it was last loaded or saved.
 *
 * @typedef {object} LoadedSession
 * @property {Map<string, string>} values The JSON of each value, by key.
 * @property {number} expires
 * @property {boolean} isNew Whether this request created the session.
 */

/**
 * Whether any key was added, changed or deleted.
 *
 * @param {Map<string, string>} before
 * @param {Map<string, string>} now
 * @returns {boolean}
 */
export function isChanged(before, now) {
  if (before.size !== now.size) return true;
  for (const [key, json] of now) {
    if (before.get(key) !== json) return true;
  }
  return false;
}

/**
 * Applies to a stored session what a request changed. Keys that the request did not touch keep their stored values.
 *
 * @param {StoredSession} stored
 * @param {Map<string, string>} before
 * @param {Map<string, string>} now
 * @returns {StoredSession}
 */
export function applyChanges(stored, before, now) {
  const result = { ...stored };
  for (const key of before.keys()) {
    if (!now.has(key)) Reflect.deleteProperty(result, key);
  }
  for (const [key, json] of now) {
    if (before.get(key) !== json) Object.assign(result, { [key]: JSON.parse(json) });
  }
  return result;
}

/**
 * A stored session as a request leaves it. One that was replaced stays as it is. The change does not go to the new
 * session instead: a client that still uses the old id may be an attacker.
 *
 * @param {StoredSession} stored
 * @param {Map<string, string>} before
 * @param {Map<string, string>} now
 * @param {number} expires
 * @returns {StoredSession}
 */
export function updated(stored, before, now, expires) {
  if (stored.movedTo !== undefined) return stored;
  return withExpiry(applyChanges(stored, before, now), expires);
}

/**
 * A copy of a session that expires at a given time, in milliseconds since 1970.
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
 * What is stored in place of a session that another one has replaced.
 *
 * @param {string} newId
 * @param {StoredSession} stored
 * @returns {StoredSession}
 */
export function replacedBy(newId, stored) {
  if (stored.movedTo !== undefined) return stored;
  return { movedTo: newId, cookie: withExpiry(stored, Date.now() + REPLACED_MS).cookie };
}

/**
 * The JSON of each value in a session, by key, without the cookie.
 *
 * @param {SessionData} session
 * @returns {Map<string, string>}
 * @throws {Error} if JSON cannot hold a value; the message names the key
 */
export function toJsonValues(session) {
  const values = new Map();
  for (const key of Object.keys(session)) {
    if (key === 'cookie') continue;
    // The store uses this key for sessions that were replaced.
    if (key === 'movedTo') throw new Error('A session cannot hold "movedTo": use another name.');
    const json = toJson(session, key);
    if (json !== undefined) values.set(key, json);
  }
  return values;
}

function toJson(session, key) {
  try {
    const value = Reflect.get(session, key);
    return typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value, rejectLosses);
  } catch (cause) {
    throw new Error(`The value of "${key}" in the session cannot be stored.`, { cause });
  }
}

/**
 * JSON.stringify would silently drop these, or what is in them.
 *
 * @param {string} key
 * @param {unknown} value
 * @returns {unknown}
 */
function rejectLosses(key, value) {
  const isCollection = value instanceof Map || value instanceof Set;
  if (isCollection || typeof value === 'function' || typeof value === 'symbol') {
    const type = isCollection ? value.constructor.name : typeof value;
    throw new TypeError(`JSON cannot hold a ${type}, as at "${key}".`);
  }
  return value;
}
