import type { Request } from 'express';
import { Cookie, type Session, type SessionData, Store } from 'express-session';
import { HttpError } from './errors.ts';
import { beginningOf } from './session-id.ts';
import { expiryOf, type SessionRecord, type SessionRecords } from './session-records.ts';
import type { Lifetimes } from './settings.ts';

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
  readonly #lifetimes: Lifetimes;
  readonly #loaded = new WeakMap<SessionData, Loaded>();
  #failing = false;

  constructor(records: SessionRecords, lifetimes: Lifetimes) {
    super();
    this.#records = records;
    this.#lifetimes = lifetimes;
  }

  override get(id: string, callback: (error: unknown, record?: SessionRecord) => void): void {
    this.#answer<SessionRecord | undefined>(this.#records.find(id), callback);
  }

  override createSession(req: Request, record: SessionRecord): Session & SessionData {
    const loaded = { values: valuesOf(record), expires: expiryOf(record) };
    // The browser has this cookie. Without an expiry it is not sent again, so that a slow answer cannot put it
    // in the place of a newer one.
    const cookie = Object.assign(record.cookie, { expires: null, originalMaxAge: null });
    const session = super.createSession(req, { ...record, cookie });
    this.#loaded.set(session, loaded);
    return session;
  }

  override set(id: string, session: SessionData, callback: (error?: unknown) => void): void {
    this.#answer(this.#save(id, session), callback);
  }

  override touch(id: string, session: SessionData, callback: (error?: unknown) => void): void {
    const expires = this.#leavesAt(id, session);
    const gained = expires - (this.#loaded.get(session)?.expires ?? 0);
    if (gained < Math.min(TOUCH_INTERVAL_MS, this.#lifetimes.idle / 10)) callback();
    else this.#answer(this.#records.extend(id, new Date(expires)), callback);
  }

  override destroy(id: string, callback: (error?: unknown) => void): void {
    this.#answer(this.#records.delete(id), callback);
  }

  override regenerate(req: Request, callback: (error?: unknown) => void): void {
    const wasLoaded = this.#loaded.has(req.session);
    this.#answer(this.#records.delete(req.sessionID), (error, deleted) => {
      if (error) return callback(error);
      // Somebody signed out, or in, with this session meanwhile. Of two sign-ins from one session, one counts.
      if (wasLoaded && !deleted) return callback(new HttpError(409));
      req.sessionStore.generate(req);
      callback();
    });
  }

  async #save(id: string, session: SessionData): Promise<void> {
    const before = this.#loaded.get(session);
    const now = { values: valuesOf(session), expires: this.#leavesAt(id, session) };
    if (before) await this.#records.update(id, (stored) => merge(stored, before, now));
    else await this.#records.create(id, withExpiry(session, now.expires));
    this.#loaded.set(session, now);
  }

  /** The idle limit counts from now, the absolute one from the sign-in: that is when the id was made. */
  #leavesAt(id: string, session: SessionData): number {
    const idle = Date.now() + this.#lifetimes.idle;
    return session.user_name ? Math.min(idle, beginningOf(id) + this.#lifetimes.absolute) : idle;
  }

  #answer<T>(result: Promise<T>, callback: (error?: unknown, value?: T) => void): void {
    result.then(
      (value) => {
        if (this.#failing) console.log('The session store works again.');
        this.#failing = false;
        callback(null, value);
      },
      (cause) => {
        // One line for each outage: the next thousand requests would say the same.
        if (!this.#failing) console.error('The session store fails:', cause);
        this.#failing = true;
        callback(new HttpError(503, { cause }));
      },
    );
  }
}

/** The stored record with what this request changed: keys it set are set, keys it deleted are deleted. */
function merge(stored: SessionRecord, before: Loaded, now: Loaded): SessionRecord {
  const merged = withExpiry(stored, now.expires);
  for (const key of before.values.keys()) {
    if (!now.values.has(key)) Reflect.deleteProperty(merged, key);
  }
  for (const [key, json] of now.values) {
    if (before.values.get(key) !== json) Object.assign(merged, { [key]: JSON.parse(json) });
  }
  return merged;
}

function withExpiry(session: SessionData, expires: number): SessionRecord {
  const cookie = Object.assign(new Cookie(), session.cookie, { expires: new Date(expires) });
  return { ...session, cookie };
}

function valuesOf(session: SessionData): Map<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(session)) {
    if (key !== 'cookie' && value !== undefined) values.set(key, JSON.stringify(value));
  }
  return values;
}
