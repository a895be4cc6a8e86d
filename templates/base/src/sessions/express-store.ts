import type { Request } from 'express';
import { type Session, type SessionData, Store } from 'express-session';
import { HttpError } from '../errors.ts';
import type { Lifetimes } from '../settings.ts';
import { differs, type Loaded, merge, valuesOf, withExpiry } from './session-changes.ts';
import { beginningOf } from './session-id.ts';
import { expiryOf, type SessionStore, type StoredSession } from './session-store.ts';

/** A touch that would move the expiry by less than this is left out, so that most requests write nothing. */
const TOUCH_INTERVAL_MS = 60_000;

/**
 * Stands between express-session, which hands over whole sessions, and the store.
 *
 * express-session's `set` cannot tell a new session from one that was loaded long ago. If it simply wrote,
 * a slow request would bring back a session that was signed out meanwhile, and two requests at a time would
 * undo each other's changes. So this class remembers each session as it was loaded, and writes the difference.
 */
export class ExpressStore extends Store {
  readonly #store: SessionStore;
  readonly #lifetimes: Lifetimes;
  readonly #stillCounts: (record: StoredSession) => boolean;
  readonly #loaded = new WeakMap<SessionData, Loaded>();
  #failing = false;

  constructor(
    store: SessionStore,
    lifetimes: Lifetimes,
    stillCounts: (record: StoredSession) => boolean,
  ) {
    super();
    this.#store = store;
    this.#lifetimes = lifetimes;
    this.#stillCounts = stillCounts;
  }

  override get(id: string, callback: (error: unknown, record?: StoredSession) => void): void {
    this.#answer<StoredSession | undefined>(this.#find(id), callback);
  }

  override createSession(req: Request, record: StoredSession): Session & SessionData {
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
    const loaded = this.#loaded.get(session);
    const expires = this.#leavesAt(id, session);
    if (loaded && !this.#isDue(loaded, expires)) callback();
    else this.#answer(this.#store.extend(id, new Date(expires)), callback);
  }

  override destroy(id: string, callback: (error?: unknown, deleted?: boolean) => void): void {
    this.#answer(this.#store.delete(id), callback);
  }

  override regenerate(req: Request, callback: (error?: unknown) => void): void {
    const begin = () => {
      req.sessionStore.generate(req);
      callback();
    };
    // A session that was never stored needs no end.
    if (!this.#loaded.has(req.session)) {
      begin();
      return;
    }
    this.destroy(req.sessionID, (error, deleted) => {
      if (error) callback(error);
      // Somebody signed out, or in, with this session meanwhile. Of two sign-ins from one session, one counts.
      else if (!deleted) callback(new HttpError(409));
      else begin();
    });
  }

  async #find(id: string): Promise<StoredSession | undefined> {
    const record = await this.#store.find(id);
    // What does not count is left where it is: the accounts may be missing by mistake, and come back.
    return record && this.#stillCounts(record) ? record : undefined;
  }

  async #save(id: string, session: SessionData): Promise<void> {
    const before = this.#loaded.get(session);
    const now = { values: valuesOf(session), expires: this.#leavesAt(id, session) };
    // express-session saves once more at the end of a sign-in, which has stored all there is.
    if (before && !differs(before, now) && !this.#isDue(before, now.expires)) return;
    if (before) await this.#store.update(id, (stored) => merge(stored, before, now));
    else await this.#store.create(id, withExpiry(session, now.expires));
    this.#loaded.set(session, now);
  }

  #isDue(loaded: Loaded, expires: number): boolean {
    return expires - loaded.expires >= Math.min(TOUCH_INTERVAL_MS, this.#lifetimes.idle / 10);
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
