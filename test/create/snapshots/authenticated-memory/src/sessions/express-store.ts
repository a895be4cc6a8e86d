import type { Request } from 'express';
import { type Session, type SessionData, Store } from 'express-session';
import type { Settings } from '../settings.ts';
import { NewSessions } from './new-sessions.ts';
import { Outages } from './outages.ts';
import { differs, type Loaded, merge, valuesOf, withExpiry } from './session-changes.ts';
import { expiryOf, type SessionStore, type StoredSession } from './session-store.ts';
import { isDue, leavesAt } from './session-times.ts';

/** How long a record stays that says which session took its place. */
const FAREWELL_MS = 10_000;

/**
 * Stands between express-session, which hands over whole sessions, and the store.
 *
 * express-session's `set` cannot tell a new session from one that was loaded long ago. If it simply wrote,
 * a slow request would bring back a session that was signed out meanwhile, and two requests at a time would
 * undo each other's changes. So this class remembers each session as it was loaded, and writes the difference.
 */
export class ExpressStore extends Store {
  readonly settings: Settings;
  readonly newSessions: NewSessions;
  readonly #store: SessionStore;
  readonly #stillCounts: (record: StoredSession) => boolean;
  readonly #loaded = new WeakMap<SessionData, Loaded>();
  readonly #outages = new Outages('The session store');
  readonly #checkOutages = new Outages('The check of accounts');

  constructor(
    store: SessionStore,
    settings: Settings,
    stillCounts: (record: StoredSession) => boolean,
  ) {
    super();
    this.settings = settings;
    this.newSessions = new NewSessions(settings.newSessions);
    this.#store = store;
    this.#stillCounts = stillCounts;
  }

  override get(id: string, callback: (error: unknown, record?: StoredSession) => void): void {
    settle<StoredSession | undefined>(this.find(id), callback);
  }

  override createSession(req: Request, record: StoredSession): Session & SessionData {
    const loaded = this.#loaded.get(record) ?? {
      values: valuesOf(record),
      expires: expiryOf(record),
      isNew: false,
    };
    // The browser has this cookie. Without an expiry it is not sent again, so that a slow answer cannot put it
    // in the place of a newer one.
    const cookie = Object.assign(record.cookie, { expires: null, originalMaxAge: null });
    const session = super.createSession(req, { ...record, cookie });
    this.#loaded.set(session, loaded);
    return session;
  }

  override set(id: string, session: SessionData, callback: (error?: unknown) => void): void {
    if (this.hasChanged(session)) settle(this.#save(id, session), callback);
    else this.touch(id, session, callback);
  }

  override touch(id: string, session: SessionData, callback: (error?: unknown) => void): void {
    const loaded = this.#loaded.get(session);
    const expires = leavesAt(id, session, loaded, this.settings.lifetimes);
    // Called back at once, express-session sends the answer in one piece.
    if (!loaded || !isDue(id, loaded, expires, this.settings.lifetimes)) callback();
    else
      settle(
        this.#write(() => this.#store.extend(id, new Date(expires))),
        callback,
      );
  }

  /** An owner may end a session without waiting for it: then nobody is called back. */
  override destroy(id: string, callback?: (error?: unknown, deleted?: boolean) => void): void {
    settle<boolean>(
      this.#write(() => this.#store.delete(id)),
      callback,
    );
  }

  /** Finds a session that counts. One whose visitor has signed in meanwhile, under another id, does not. */
  async find(id: string): Promise<StoredSession | undefined> {
    const record = await this.#outages.during('reading', () => this.#store.find(id));
    if (!record || record.movedTo !== undefined) return undefined;
    // What does not count is left where it is: the accounts may be missing by mistake, and come back.
    const counts = await this.#checkOutages.during('reading', () => this.#stillCounts(record));
    return counts ? record : undefined;
  }

  /**
   * Makes an old record worthless in one step, and has it say for a while which session took its place. Answers the
   * record as it was, with all that was written to it until then; undefined where it is gone.
   */
  async retire(id: string, successor: string): Promise<StoredSession | undefined> {
    const taken: StoredSession[] = [];
    const isThere = await this.#write(() =>
      this.#store.update(id, (record) => {
        taken.push(record);
        if (record.movedTo !== undefined) return record;
        const { cookie } = withExpiry(record, Date.now() + FAREWELL_MS);
        return { movedTo: successor, cookie };
      }),
    );
    return isThere ? taken.at(-1) : undefined;
  }

  /** Whether there is a record of this session, as far as this request knows. */
  isStored(session: SessionData): boolean {
    return this.#loaded.has(session);
  }

  /** Whether this session holds something that is not stored. Throws where it cannot be stored at all. */
  hasChanged(session: SessionData): boolean {
    return differs(this.#loaded.get(session)?.values ?? new Map(), valuesOf(session));
  }

  /** A record with what this request has changed in its session since it was loaded. */
  merged(record: StoredSession, session: SessionData): StoredSession {
    const now = valuesOf(session);
    return merge(record, this.#loaded.get(session)?.values ?? now, now);
  }

  async #save(id: string, session: SessionData): Promise<void> {
    const before = this.#loaded.get(session);
    const values = valuesOf(session);
    const expires = leavesAt(id, session, before, this.settings.lifetimes);
    if (before) {
      await this.#write(() =>
        this.#store.update(id, (stored) => {
          // Not forwarded to the session that took its place: whoever still has the old id may be an attacker.
          if (stored.movedTo !== undefined) return stored;
          return withExpiry(merge(stored, before.values, values), expires);
        }),
      );
    } else await this.#write(() => this.#store.create(id, withExpiry(session, expires)));
    this.#loaded.set(session, { values, expires, isNew: before?.isNew ?? true });
  }

  #write<T>(work: () => Promise<T>): Promise<T> {
    return this.#outages.during('writing', work);
  }
}

/** Tells express-session what became of a promise. */
function settle<T>(result: Promise<T>, callback?: (error?: unknown, value?: T) => void): void {
  result.then(
    (value) => callback?.(null, value),
    (error) => callback?.(error),
  );
}
