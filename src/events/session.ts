import { maskSecrets } from '../masking/values.ts';
import { isoTime } from '../sessions/iso-time.ts';
import type { Session, SessionState } from '../sessions/session.ts';

/** The version of the format below. It changes if a field changes its meaning or is removed. */
export const SESSION_VERSION = 1;

/** What happened to a session in its store. */
export type ChangeType =
  | 'created'
  | 'changed'
  /** Only its expiry has changed. */
  | 'touched'
  /** It ended before its expiry. */
  | 'destroyed'
  /** Its expiry has passed. */
  | 'expired';

/** A session as JSON: an item of `--json`, a line of `--ndjson`, and what `inspect()` yields. */
export interface SessionJson {
  v: typeof SESSION_VERSION;
  /** The masked id: the first 8 hex digits of the SHA-256 of the session id. */
  id: string;
  /** The whole session id; only if requested, and if the store contains it. */
  sessionId?: string;
  state: SessionState;
  /** Why it is corrupt or unreadable; absent otherwise. */
  reason?: string;
  /** Who is signed in; null if nobody is. */
  user: string | null;
  /** The session's data, without the cookie's settings; values that look like secrets are masked. */
  data: Record<string, unknown>;
  /** When it began, ISO 8601; null if the store does not show it. */
  created: string | null;
  /** When it was last used, ISO 8601; null if the store does not show it. */
  used: string | null;
  /** When it expires, ISO 8601; null if it never does, or if this is unknown. */
  expires: string | null;
  /** The size of the record, in bytes. */
  size: number;
}

/** A session as JSON. @param reveal whether to show the whole id, and values that look like secrets */
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
