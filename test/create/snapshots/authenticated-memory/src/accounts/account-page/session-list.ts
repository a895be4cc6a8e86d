import { maskedId } from '../../sessions/session-id.ts';
import { expiryOf, type UserSession } from '../../sessions/store/session-store.ts';
import type { Lifetimes } from '../../settings.ts';

/** A session as the account page shows it. */
interface ShownSession {
  /** Its masked id. */
  id: string;
  isCurrent: boolean;
  browser: string;
  began: Moment;
  lastUsed: Moment;
}

interface Moment {
  /** For machines, such as `2026-01-31T09:30:00.000Z`. */
  iso: string;
  /** Such as "5 minutes ago". */
  text: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The sessions for the page: this one first, then the one that was used last, and so on. */
export function describeSessions(
  sessions: UserSession[],
  currentKey: string,
  lifetimes: Lifetimes,
): ShownSession[] {
  const now = Date.now();
  const rank = ({ key, lastUsed }: { key: string; lastUsed: number }) =>
    key === currentKey ? Number.POSITIVE_INFINITY : lastUsed;
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
 */
function lastUseOf({ session, began }: UserSession, { idle }: Lifetimes): number {
  return Math.max(began, expiryOf(session) - idle);
}

function momentOf(time: number, now: number): Moment {
  return { iso: new Date(time).toISOString(), text: agoText(now - time) };
}

function agoText(ms: number): string {
  if (ms >= DAY_MS) return unitsAgo(Math.floor(ms / DAY_MS), 'day');
  if (ms >= HOUR_MS) return unitsAgo(Math.floor(ms / HOUR_MS), 'hour');
  if (ms >= MINUTE_MS) return unitsAgo(Math.floor(ms / MINUTE_MS), 'minute');
  return 'just now';
}

function unitsAgo(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
