import { Cookie, type SessionData } from 'express-session';
import type { StoredSession } from './session-store.ts';

/** A session as it was loaded: each key's value as JSON, and when the record would leave. */
export interface Loaded {
  values: Map<string, string>;
  expires: number;
}

/** Whether a session holds something else than before. */
export function differs(before: Loaded, now: Loaded): boolean {
  const same = [...now.values].every(([key, json]) => before.values.get(key) === json);
  return !same || before.values.size !== now.values.size;
}

/** The stored record with what this request changed: keys it set are set, keys it deleted are deleted. */
export function merge(stored: StoredSession, before: Loaded, now: Loaded): StoredSession {
  const merged = withExpiry(stored, now.expires);
  for (const key of before.values.keys()) {
    if (!now.values.has(key)) Reflect.deleteProperty(merged, key);
  }
  for (const [key, json] of now.values) {
    if (before.values.get(key) !== json) Object.assign(merged, { [key]: JSON.parse(json) });
  }
  return merged;
}

/** The record of a session that leaves the store at a given time, in milliseconds since 1970. */
export function withExpiry(session: SessionData, expires: number): StoredSession {
  const cookie = Object.assign(new Cookie(), session.cookie, { expires: new Date(expires) });
  return { ...session, cookie };
}

/** Each key of a session with its value as JSON, but for the cookie's details. */
export function valuesOf(session: SessionData): Map<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(session)) {
    if (key !== 'cookie' && value !== undefined) values.set(key, JSON.stringify(value));
  }
  return values;
}
