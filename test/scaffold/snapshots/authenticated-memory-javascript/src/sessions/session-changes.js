import { Cookie } from 'express-session';

/**
 * @import { SessionData } from 'express-session'
 * @import { StoredSession } from './session-store.js'
 */

/**
 * A session as it was loaded: each key's value as JSON, and when the record would leave.
 *
 * @typedef {object} Loaded
 * @property {Map<string, string>} values
 * @property {number} expires
 */

/**
 * Whether a session holds something else than before.
 *
 * @param {Loaded} before
 * @param {Loaded} now
 * @returns {boolean}
 */
export function differs(before, now) {
  const same = [...now.values].every(([key, json]) => before.values.get(key) === json);
  return !same || before.values.size !== now.values.size;
}

/**
 * The stored record with what this request changed: keys it set are set, keys it deleted are deleted.
 *
 * @param {StoredSession} stored
 * @param {Loaded} before
 * @param {Loaded} now
 * @returns {StoredSession}
 */
export function merge(stored, before, now) {
  const merged = withExpiry(stored, now.expires);
  for (const key of before.values.keys()) {
    if (!now.values.has(key)) Reflect.deleteProperty(merged, key);
  }
  for (const [key, json] of now.values) {
    if (before.values.get(key) !== json) Object.assign(merged, { [key]: JSON.parse(json) });
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
 */
export function valuesOf(session) {
  const values = new Map();
  for (const [key, value] of Object.entries(session)) {
    if (key !== 'cookie' && value !== undefined) values.set(key, JSON.stringify(value));
  }
  return values;
}
