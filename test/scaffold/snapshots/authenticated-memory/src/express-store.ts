import type { Request } from 'express';
import { type Session, type SessionData, Store } from 'express-session';
import { HttpError } from './errors.ts';
import { expiryOf, type SessionRecord, type SessionRecords } from './session-records.ts';

/** A touch that would move the expiry by less than this is left out, so that most requests write nothing. */
const TOUCH_INTERVAL_MS = 60_000;

/** A session as it was loaded: each key's value as JSON, and when the record would leave. */
interface Loaded {
  values: Map<string, string>;
  expires: number;
}

/**
 * Stands between express-session, which hands over whole sessions, and the store.
 *
 * express-session's `set` cannot tell a new session from one that was loaded long ago. If it simply wrote,
 * a slow request would bring back a session that was signed out meanwhile, and two requests at a time would
 * undo each other's changes. So this class remembers each session as it was loaded, and writes the difference.
 */
export class ExpressStore extends Store {
  readonly #records: SessionRecords;
  readonly #loaded = new WeakMap<SessionData, Loaded>();

  constructor(records: SessionRecords) {
    super();
    this.#records = records;
  }

  override get(id: string, callback: (error: unknown, record?: SessionRecord) => void): void {
    answer<SessionRecord | undefined>(this.#records.find(id), callback);
  }

  override createSession(req: Request, record: SessionRecord): Session & SessionData {
    const loaded = rememberLoaded(record);
    const session = super.createSession(req, record);
    this.#loaded.set(session, loaded);
    return session;
  }

  override set(id: string, session: SessionData, callback: (error?: unknown) => void): void {
    answer(this.#save(id, session), callback);
  }

  override touch(id: string, session: SessionData, callback: (error?: unknown) => void): void {
    const loaded = this.#loaded.get(session);
    const expires = expiryOf(session);
    if (loaded && expires - loaded.expires < TOUCH_INTERVAL_MS) callback();
    else answer(this.#records.extend(id, new Date(expires)), callback);
  }

  override destroy(id: string, callback: (error?: unknown) => void): void {
    answer(this.#records.delete(id), callback);
  }

  async #save(id: string, session: SessionData): Promise<void> {
    const before = this.#loaded.get(session);
    const now = rememberLoaded(session);
    if (before) await this.#records.update(id, (stored) => merge(stored, before, now, session));
    else await this.#records.create(id, session);
    this.#loaded.set(session, now);
  }
}

/** The stored record with what this request changed: keys it set are set, keys it deleted are deleted. */
function merge(
  stored: SessionRecord,
  before: Loaded,
  now: Loaded,
  session: SessionData,
): SessionRecord {
  const merged: SessionRecord = { ...stored, cookie: session.cookie };
  for (const key of before.values.keys()) {
    if (!now.values.has(key)) Reflect.deleteProperty(merged, key);
  }
  for (const [key, json] of now.values) {
    if (before.values.get(key) !== json) Object.assign(merged, { [key]: JSON.parse(json) });
  }
  return merged;
}

function rememberLoaded(session: SessionData): Loaded {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(session)) {
    if (key !== 'cookie' && value !== undefined) values.set(key, JSON.stringify(value));
  }
  return { values, expires: expiryOf(session) };
}

function answer<T>(promise: Promise<T>, callback: (error?: unknown, value?: T) => void): void {
  promise.then(
    (value) => callback(null, value),
    (cause) => callback(new HttpError(503, { cause })),
  );
}
