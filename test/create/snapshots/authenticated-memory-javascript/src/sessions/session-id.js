import { randomBytes } from 'node:crypto';

/**
 * 24 random bytes, which nobody can guess, and the time, from which the absolute limit counts.
 *
 * @returns {string}
 */
export function newSessionId() {
  return `${randomBytes(24).toString('base64url')}.${Date.now().toString(36)}`;
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
