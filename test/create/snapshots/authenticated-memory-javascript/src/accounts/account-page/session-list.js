import { maskedId } from '../../sessions/session-id.js';
import { expiryOf } from '../../sessions/store/session-store.js';

/**
 * @import { UserSession } from '../../sessions/store/session-store.js'
 * @import { Lifetimes } from '../../settings.js'
 */

/**
 * A session as the account page shows it.
 *
 * @typedef {object} ShownSession
 * @property {string} id Its masked id.
 * @property {boolean} isCurrent
 * @property {string} browser
 * @property {Moment} began
 * @property {Moment} lastUsed
 */

/**
 * @typedef {object} Moment
 * @property {string} iso For machines, such as `2026-01-31T09:30:00.000Z`.
 * @property {string} text Such as "5 minutes ago".
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The sessions for the page: this one first, then the one that was used last, and so on.
 *
 * @param {UserSession[]} sessions
 * @param {string} currentKey
 * @param {Lifetimes} lifetimes
 * @returns {ShownSession[]}
 */
export function describeSessions(sessions, currentKey, lifetimes) {
  const now = Date.now();
  const rank = ({ key, lastUsed }) => (key === currentKey ? Number.POSITIVE_INFINITY : lastUsed);
  return sessions
    .map((session) => ({ ...session, lastUsed: lastUseOf(session, lifetimes) }))
    .sort((a, b) => rank(b) - rank(a))
    .map(({ key, browser, began, lastUsed }) => ({
      id: maskedId(key),
      isCurrent: key === currentKey,
      browser: browser || 'A browser that is not known',
      began: momentOf(began, now),
      lastUsed: momentOf(lastUsed, now),
    }));
}

/**
 * When a session was last used, to the minute: each use moves its expiry. This writes nothing more than the expiry. In
 * its last hours, the expiry no longer moves, and the last use may have been later.
 *
 * @param {UserSession} userSession
 * @param {Lifetimes} lifetimes
 * @returns {number}
 */
function lastUseOf({ session, began }, { idle }) {
  return Math.max(began, expiryOf(session) - idle);
}

function momentOf(time, now) {
  return { iso: new Date(time).toISOString(), text: agoText(now - time) };
}

function agoText(ms) {
  if (ms >= DAY_MS) return unitsAgo(Math.floor(ms / DAY_MS), 'day');
  if (ms >= HOUR_MS) return unitsAgo(Math.floor(ms / HOUR_MS), 'hour');
  if (ms >= MINUTE_MS) return unitsAgo(Math.floor(ms / MINUTE_MS), 'minute');
  return 'just now';
}

function unitsAgo(count, unit) {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
