import type { Session } from './session.ts';
import { readStoredSession, type StoredSession } from './stored-session.ts';

/** Reads the sessions that a store reports again and again: an unchanged one is the same object as before. */
export function rereading(): (stored: StoredSession) => Session | undefined {
  const known = new WeakMap<StoredSession, Session>();
  return (stored) => {
    const before = known.get(stored);
    if (before && !hasExpiredSince(before)) return before;
    const session = readStoredSession(stored);
    if (session) known.set(stored, session);
    return session;
  };
}

function hasExpiredSince({ state, expires }: Session): boolean {
  return state === 'live' && expires !== null && expires.getTime() <= Date.now();
}
