import type { Contents, Unread } from './contents.ts';
import type { Session } from './session.ts';

/** What is known about a session without reading its contents. */
type Base = Pick<Session, 'id' | 'digest' | 'sessionId' | 'key' | 'size'>;

/** Milliseconds since 1970; null if not known. */
interface Times {
  created: number | null;
  used: number | null;
  expires: number | null;
}

/** A session that could be read. Each field is written out, which takes a tenth of the time of a spread. */
export function readSession(
  { id, digest, sessionId, key, size }: Base,
  { data, user, cookie }: Contents,
  { created, used, expires }: Times,
  now: number,
): Session {
  const session: Session = {
    id,
    digest,
    sessionId,
    key,
    state: expires !== null && expires <= now ? 'expired' : 'live',
    data,
    user,
    created: dateOf(created),
    used: dateOf(used),
    expires: dateOf(expires),
    size,
  };
  return cookie.secure === true ? { ...session, secure: true } : session;
}

/** A session that could not be read. */
export function unreadSession(base: Base, { state, reason }: Unread, expires?: Date): Session {
  return {
    ...base,
    state,
    reason,
    data: {},
    user: null,
    created: null,
    used: null,
    expires: expires ?? null,
  };
}

/** A store may contain any number, but not every number is a valid time. */
const LATEST_TIME = 8.64e15;

function dateOf(time: number | null): Date | null {
  return time !== null && Math.abs(time) <= LATEST_TIME ? new Date(time) : null;
}
