import { hash, randomBytes } from 'node:crypto';

/**
 * 24 random bytes, which nobody can guess, and the time, from which the absolute limit counts.
 *
 * @returns {string}
 */
export function newSessionId() {
  return sessionIdFrom(Date.now());
}

/**
 * Another id for a session that was created at this time.
 *
 * @param {number} time
 * @returns {string}
 */
export function sessionIdFrom(time) {
  return `${randomBytes(24).toString('base64url')}.${time.toString(36)}`;
}

/**
 * When the session with this id was created, in milliseconds since 1970.
 *
 * @param {string} id
 * @returns {number}
 */
export function createdAt(id) {
  return Number.parseInt(id.slice(id.lastIndexOf('.') + 1), 36);
}

/**
 * Names a session in files, pages and logs, which must not contain its id. Nobody can compute the id from it.
 *
 * @param {string} id
 * @returns {string}
 */
export function sessionKey(id) {
  return hash('sha256', id);
}

/**
 * The start of a session's key, for pages and logs.
 *
 * @param {string} key
 * @returns {string}
 */
export function maskedId(key) {
  return key.slice(0, 8);
}
