import { Cookie, type SessionData } from 'express-session';
import type { StoredSession } from './store/session-store.ts';

/** How long a replaced session stays in the store, to say which session took its place. */
const REPLACED_MS = 10_000;

/** What a request knows about its session as it was last loaded or saved. */
export interface LoadedSession {
  /** The JSON of each value, by key. */
  values: Map<string, string>;
  expires: number;
  /** Whether this request created the session. */
  isNew: boolean;
}

/** Whether any key was added, changed or deleted. */
export function isChanged(before: Map<string, string>, now: Map<string, string>): boolean {
  if (before.size !== now.size) return true;
  for (const [key, json] of now) {
    if (before.get(key) !== json) return true;
  }
  return false;
}

/** Applies to a stored session what a request changed. Keys that the request did not touch keep their stored values. */
export function applyChanges(
  stored: StoredSession,
  before: Map<string, string>,
  now: Map<string, string>,
): StoredSession {
  const result = { ...stored };
  for (const key of before.keys()) {
    if (!now.has(key)) Reflect.deleteProperty(result, key);
  }
  for (const [key, json] of now) {
    if (before.get(key) !== json) Object.assign(result, { [key]: JSON.parse(json) });
  }
  return result;
}

/**
 * A stored session as a request leaves it. One that was replaced stays as it is. The change does not go to the new
 * session instead: a client that still uses the old id may be an attacker.
 */
export function updated(
  stored: StoredSession,
  before: Map<string, string>,
  now: Map<string, string>,
  expires: number,
): StoredSession {
  if (stored.movedTo !== undefined) return stored;
  return withExpiry(applyChanges(stored, before, now), expires);
}

/** A copy of a session that expires at a given time, in milliseconds since 1970. */
export function withExpiry(session: SessionData, expires: number): StoredSession {
  const cookie = Object.assign(new Cookie(), session.cookie, { expires: new Date(expires) });
  return { ...session, cookie };
}

/** What is stored in place of a session that another one has replaced. */
export function replacedBy(newId: string, stored: StoredSession): StoredSession {
  if (stored.movedTo !== undefined) return stored;
  return { movedTo: newId, cookie: withExpiry(stored, Date.now() + REPLACED_MS).cookie };
}

/**
 * The JSON of each value in a session, by key, without the cookie.
 *
 * @throws Error if JSON cannot hold a value; the message names the key
 */
export function toJsonValues(session: SessionData): Map<string, string> {
  const values = new Map<string, string>();
  for (const key of Object.keys(session)) {
    if (key === 'cookie') continue;
    // The store uses this key for sessions that were replaced.
    if (key === 'movedTo') throw new Error('A session cannot hold "movedTo": use another name.');
    const json = toJson(session, key);
    if (json !== undefined) values.set(key, json);
  }
  return values;
}

function toJson(session: SessionData, key: string): string | undefined {
  try {
    const value = Reflect.get(session, key);
    return typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value, rejectLosses);
  } catch (cause) {
    throw new Error(`The value of "${key}" in the session cannot be stored.`, { cause });
  }
}

/** JSON.stringify would silently drop these, or what is in them. */
function rejectLosses(key: string, value: unknown): unknown {
  const isCollection = value instanceof Map || value instanceof Set;
  if (isCollection || typeof value === 'function' || typeof value === 'symbol') {
    const type = isCollection ? value.constructor.name : typeof value;
    throw new TypeError(`JSON cannot hold a ${type}, as at "${key}".`);
  }
  return value;
}
