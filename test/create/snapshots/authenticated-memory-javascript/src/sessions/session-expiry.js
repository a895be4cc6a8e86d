import { createdAt } from './session-id.js';

/**
 * @import { SessionData } from 'express-session'
 * @import { Lifetimes } from '../settings.js'
 * @import { LoadedSession } from './session-changes.js'
 */

/** The first lifetime of an anonymous session. Most are never used again and should not fill the store for hours. */
const FIRST_LIFETIME_MS = 10 * 60 * 1000;
/** Moving the expiry by less than this is not worth a write, so most requests write nothing. */
const TOUCH_INTERVAL_MS = 60_000;
/** Some file systems round times to two seconds. */
const FILE_TIME_MS = 2_000;

/**
 * When a session that is used now expires, in milliseconds since 1970.
 *
 * @param {string} id
 * @param {SessionData} session
 * @param {LoadedSession | undefined} loaded
 * @param {Lifetimes} lifetimes
 * @returns {number}
 */
export function nextExpiry(id, session, loaded, { idle, absolute }) {
  // A sign-in creates a new id, so the absolute limit counts from the sign-in.
  if (session.user_name) return Math.min(Date.now() + idle, createdAt(id) + absolute);
  const isNew = loaded?.isNew ?? true;
  return Date.now() + (isNew ? Math.min(FIRST_LIFETIME_MS, idle) : idle);
}

/**
 * Whether a new expiry is worth a write to the store.
 *
 * @param {string} id
 * @param {LoadedSession} loaded
 * @param {number} expires
 * @param {Lifetimes} lifetimes
 * @returns {boolean}
 */
export function needsTouch(id, loaded, expires, lifetimes) {
  const interval = Math.min(TOUCH_INTERVAL_MS, lifetimes.idle / 10);
  // The last touch before the absolute limit matters more: without it, the session could end up to a minute early.
  const isLast = expires === createdAt(id) + lifetimes.absolute;
  // The difference is negative if the clock was set back.
  const difference = Math.abs(expires - loaded.expires);
  return difference >= (isLast ? Math.min(FILE_TIME_MS, interval) : interval);
}
