import { maskSecrets } from '../masking/values.ts';
import { isoTime } from '../sessions/iso-time.ts';
import type { Session, SessionState } from '../sessions/session.ts';

/** The version of the shape below. It changes when a field changes its meaning or goes. */
export const SESSION_VERSION = 1;

/** What became of a session in its store. */
export type ChangeType =
  | 'created'
  | 'changed'
  /** It only leaves later, or earlier. */
  | 'touched'
  /** It went before its time was up. */
  | 'destroyed'
  /** Its time is up. */
  | 'expired';

/** A session as programs see it: an item of `--json`, a line of `--ndjson`, and what `inspect()` yields. */
export interface SessionJson {
  v: typeof SESSION_VERSION;
  /** The masked id: the first 8 hex digits of the SHA-256 of the session id. */
  id: string;
  /** The whole session id; only if it was asked for, and the store holds it. */
  sessionId?: string;
  state: SessionState;
  /** Why it is corrupt or unreadable; absent otherwise. */
  reason?: string;
  /** Who is signed in; null where nobody is. */
  user: string | null;
  /** What the session holds, without the cookie's details; values that look like secrets are masked. */
  data: Record<string, unknown>;
  /** When it began, ISO 8601; null where the store does not tell. */
  created: string | null;
  /** When it was last used, ISO 8601; null where the store does not tell. */
  used: string | null;
  /** When it leaves, ISO 8601; null where it never does, or nobody can tell. */
  expires: string | null;
  /** What is stored, in bytes. */
  size: number;
}

/** A session as programs see it. @param reveal shows the whole id, and secrets */
export function sessionJson(session: Session, reveal: boolean): SessionJson {
  const { id, sessionId, state, reason, user, data, created, used, expires, size } = session;
  const json: SessionJson = {
    v: SESSION_VERSION,
    id,
    state,
    user,
    data: reveal ? { ...data } : maskSecrets(data),
    created: created && isoTime(created),
    used: used && isoTime(used),
    expires: expires && isoTime(expires),
    size,
  };
  if (reveal && sessionId !== undefined) json.sessionId = sessionId;
  if (reason !== undefined) json.reason = reason;
  return json;
}
