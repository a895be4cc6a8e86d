import type { SessionData } from 'express-session';
import type { Lifetimes } from '../settings.ts';
import type { Loaded } from './session-changes.ts';
import { beginningOf } from './session-id.ts';

/** What an anonymous session gets at first. Most are never used again, and should not fill the store for hours. */
const FIRST_LIFE_MS = 10 * 60 * 1000;
/** A touch that would move the expiry by less than this is left out, so that most requests write nothing. */
const TOUCH_INTERVAL_MS = 60_000;
/** Some file systems note times no finer than this. */
const FILE_TIME_MS = 2_000;

/** When a session leaves the store if it is used now, in milliseconds since 1970. */
export function leavesAt(
  id: string,
  session: SessionData,
  loaded: Loaded | undefined,
  { idle, absolute }: Lifetimes,
): number {
  // The absolute limit counts from the sign-in: that is when the id was made.
  if (session.user_name) return Math.min(Date.now() + idle, beginningOf(id) + absolute);
  const isNew = loaded?.isNew ?? true;
  return Date.now() + (isNew ? Math.min(FIRST_LIFE_MS, idle) : idle);
}

/** Whether it is worth a write to have a session leave later. */
export function isDue(id: string, loaded: Loaded, expires: number, lifetimes: Lifetimes): boolean {
  const interval = Math.min(TOUCH_INTERVAL_MS, lifetimes.idle / 10);
  // The last touch before the absolute limit: without it, a busy session would end up to a minute early.
  const isLast = expires === beginningOf(id) + lifetimes.absolute;
  // The other way round after the clock was set back.
  return (
    Math.abs(expires - loaded.expires) >= (isLast ? Math.min(FILE_TIME_MS, interval) : interval)
  );
}
