import { randomBytes } from 'node:crypto';

/**
 * 24 random bytes, which nobody guesses, and the time, by which the absolute limit is kept.
 *
 * @returns {string}
 */
export function newSessionId() {
  return `${randomBytes(24).toString('base64url')}.${Date.now().toString(36)}`;
}

/**
 * When a session id was made, in milliseconds since 1970.
 *
 * @param {string} id
 * @returns {number}
 */
export function beginningOf(id) {
  return Number.parseInt(id.slice(id.lastIndexOf('.') + 1), 36);
}
