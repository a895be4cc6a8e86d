import type { SessionData } from 'express-session';
import type { Lifetimes } from '../settings.ts';
import type { LoadedSession } from './session-changes.ts';
import { createdAt } from './session-id.ts';

/** The first lifetime of an anonymous session. Most are never used again and should not fill the store for hours. */
const FIRST_LIFETIME_MS = 10 * 60 * 1000;
/** Moving the expiry by less than this is not worth a write, so most requests write nothing. */
const TOUCH_INTERVAL_MS = 60_000;
/** Some file systems round times to two seconds. */
const FILE_TIME_MS = 2_000;

/** When a session that is used now expires, in milliseconds since 1970. */
export function nextExpiry(
  id: string,
  session: SessionData,
  loaded: LoadedSession | undefined,
  { idle, absolute }: Lifetimes,
): number {
  // A sign-in creates a new id, so the absolute limit counts from the sign-in.
  if (session.user_name) return Math.min(Date.now() + idle, createdAt(id) + absolute);
  const isNew = loaded?.isNew ?? true;
  return Date.now() + (isNew ? Math.min(FIRST_LIFETIME_MS, idle) : idle);
}

/** Whether a new expiry is worth a write to the store. */
export function needsTouch(
  id: string,
  loaded: LoadedSession,
  expires: number,
  lifetimes: Lifetimes,
): boolean {
  const interval = Math.min(TOUCH_INTERVAL_MS, lifetimes.idle / 10);
  // The last touch before the absolute limit matters more: without it, the session could end up to a minute early.
  const isLast = expires === createdAt(id) + lifetimes.absolute;
  // The difference is negative if the clock was set back.
  const difference = Math.abs(expires - loaded.expires);
  return difference >= (isLast ? Math.min(FILE_TIME_MS, interval) : interval);
}
