import type { Request } from 'express';
import { type Session, type SessionData, Store } from 'express-session';
import type { Settings } from '../settings.ts';
import { callBack } from './callbacks.ts';
import { NewSessionLimiter } from './new-session-limiter.ts';
import { OutageLog } from './outage-log.ts';
import {
  applyChanges,
  isChanged,
  type LoadedSession,
  replacedBy,
  toJsonValues,
  updated,
  withExpiry,
} from './session-changes.ts';
import { needsTouch, nextExpiry } from './session-expiry.ts';
import type { IsStillValid, SessionStore, SignIn, StoredSession } from './store/session-store.ts';
import { expiryOf } from './store/session-store.ts';

type Done = (error?: unknown) => void;

/**
 * The store that express-session calls. It passes everything on to the `SessionStore`.
 *
 * express-session always hands over a whole session, and does not say whether it is new. Simply writing it would let a
 * slow request bring back a session that has been signed out, and let two requests overwrite each other's changes. So
 * this class remembers each session as it was loaded, and writes only what changed.
 */
export class ExpressStore extends Store {
  readonly settings: Settings;
  readonly newSessions: NewSessionLimiter;
  readonly #store: SessionStore;
  readonly #isStillValid: IsStillValid;
  readonly #loaded = new WeakMap<SessionData, LoadedSession>();
  readonly #outages = new OutageLog('The session store');

  constructor(store: SessionStore, settings: Settings, isStillValid: IsStillValid) {
    super();
    this.settings = settings;
    this.newSessions = new NewSessionLimiter(settings.newSessions);
    this.#store = store;
    this.#isStillValid = isStillValid;
    // For express-session, this method is optional.
    if (store.all) this.all = (callback) => callBack(this.#all(), callback);
  }

  override get(id: string, callback: (error: unknown, session?: StoredSession) => void): void {
    callBack<StoredSession | undefined>(this.find(id), callback);
  }

  override createSession(req: Request, stored: StoredSession): Session & SessionData {
    const loaded = this.#loaded.get(stored) ?? {
      values: toJsonValues(stored),
      expires: expiryOf(stored),
      isNew: false,
    };
    // The browser has this cookie already. Without an expiry, express-session does not send it again, so a slow answer
    // cannot overwrite a newer cookie.
    const cookie = Object.assign(stored.cookie, { expires: null, originalMaxAge: null });
    const session = super.createSession(req, { ...stored, cookie });
    this.#loaded.set(session, loaded);
    return session;
  }

  override set(id: string, session: SessionData, callback: Done): void {
    if (this.hasChanged(session)) callBack(this.save(id, session), callback);
    else this.touch(id, session, callback);
  }

  override touch(id: string, session: SessionData, callback: Done): void {
    const { lifetimes } = this.settings;
    const loaded = this.#loaded.get(session);
    const expires = nextExpiry(id, session, loaded, lifetimes);
    if (!loaded || !needsTouch(id, loaded, expires, lifetimes)) {
      // Not asynchronous: express-session then sends the answer in one piece.
      callback();
      return;
    }
    const extended = this.#write(() => this.#store.extend(id, new Date(expires)));
    callBack(extended, callback);
  }

  /** There is no callback if somebody calls `req.session.destroy()` without one. */
  override destroy(id: string, callback?: (error?: unknown, deleted?: boolean) => void): void {
    const deleted = this.#write(() => this.#store.delete(id));
    callBack(deleted, callback);
  }

  /** Stores what has changed in a session. `signIn` is only stored with a new one. */
  async save(id: string, session: SessionData, signIn?: SignIn): Promise<void> {
    const before = this.#loaded.get(session);
    const values = toJsonValues(session);
    const expires = nextExpiry(id, session, before, this.settings.lifetimes);
    if (before) {
      const change = (stored: StoredSession) => updated(stored, before.values, values, expires);
      await this.#write(() => this.#store.update(id, change));
    } else {
      await this.#write(() => this.#store.create(id, withExpiry(session, expires), signIn));
    }
    this.#loaded.set(session, { values, expires, isNew: before?.isNew ?? true });
  }

  /** Finds a session, unless it was replaced or is no longer valid. */
  async find(id: string): Promise<StoredSession | undefined> {
    const stored = await this.#outages.watch('reading', () => this.#store.find(id));
    if (!stored || stored.movedTo !== undefined) return undefined;
    // An invalid session is not deleted: it may become valid again.
    return (await this.#isStillValid(stored)) ? stored : undefined;
  }

  /** Invalidates a session that another one replaces. The result is its last version, if it still exists. */
  async markReplaced(id: string, newId: string): Promise<StoredSession | undefined> {
    let latest: StoredSession | undefined;
    const exists = await this.#write(() =>
      this.#store.update(id, (stored) => {
        latest = stored;
        return replacedBy(newId, stored);
      }),
    );
    return exists ? latest : undefined;
  }

  /** Whether the session is in the store, as far as this request knows. */
  isStored(session: SessionData): boolean {
    return this.#loaded.has(session);
  }

  /** Whether the session has changes that are not stored yet. Throws if a value cannot be stored. */
  hasChanged(session: SessionData): boolean {
    return isChanged(this.#loaded.get(session)?.values ?? new Map(), toJsonValues(session));
  }

  /** The stored session, with the changes that this request made to its own copy. */
  withChanges(stored: StoredSession, session: SessionData): StoredSession {
    const now = toJsonValues(session);
    return applyChanges(stored, this.#loaded.get(session)?.values ?? now, now);
  }

  async #all(): Promise<Record<string, StoredSession>> {
    const stored = [...((await this.#store.all?.()) ?? [])];
    return Object.fromEntries(stored.filter(([, { movedTo }]) => movedTo === undefined));
  }

  #write<T>(run: () => Promise<T>): Promise<T> {
    return this.#outages.watch('writing', run);
  }
}
