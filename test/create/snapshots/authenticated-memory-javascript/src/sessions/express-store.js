import { Store } from 'express-session';
import { callBack } from './callbacks.js';
import { NewSessionLimiter } from './new-session-limiter.js';
import { OutageLog } from './outage-log.js';
import {
  applyChanges,
  isChanged,
  replacedBy,
  toJsonValues,
  updated,
  withExpiry,
} from './session-changes.js';
import { needsTouch, nextExpiry } from './session-expiry.js';
import { expiryOf } from './store/session-store.js';

/**
 * @import { SessionData } from 'express-session'
 * @import { Settings } from '../settings.js'
 * @import { LoadedSession } from './session-changes.js'
 * @import { IsStillValid, SessionStore, SignIn, StoredSession } from './store/session-store.js'
 */

/**
 * The store that express-session calls. It passes everything on to the `SessionStore`.
 *
 * express-session always hands over a whole session, and does not say whether it is new. Simply writing it would let a
 * slow request bring back a session that has been signed out, and let two requests overwrite each other's changes. So
 * this class remembers each session as it was loaded, and writes only what changed.
 */
export class ExpressStore extends Store {
  settings;
  newSessions;
  #store;
  #isStillValid;
  /** @type {WeakMap<SessionData, LoadedSession>} */
  #loaded = new WeakMap();
  #outages = new OutageLog('The session store');

  /**
   * @param {SessionStore} store
   * @param {Settings} settings
   * @param {IsStillValid} isStillValid
   */
  constructor(store, settings, isStillValid) {
    super();
    this.settings = settings;
    this.newSessions = new NewSessionLimiter(settings.newSessions);
    this.#store = store;
    this.#isStillValid = isStillValid;
    // For express-session, this method is optional.
    if (store.all) this.all = (callback) => callBack(this.#all(), callback);
  }

  get(id, callback) {
    callBack(this.find(id), callback);
  }

  createSession(req, stored) {
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

  set(id, session, callback) {
    if (this.hasChanged(session)) callBack(this.save(id, session), callback);
    else this.touch(id, session, callback);
  }

  touch(id, session, callback) {
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

  /**
   * There is no callback if somebody calls `req.session.destroy()` without one.
   *
   * @param {string} id
   * @param {(error?: unknown, deleted?: boolean) => void} [callback]
   */
  destroy(id, callback) {
    const deleted = this.#write(() => this.#store.delete(id));
    callBack(deleted, callback);
  }

  /**
   * Stores what has changed in a session. `signIn` is only stored with a new one.
   *
   * @param {string} id
   * @param {SessionData} session
   * @param {SignIn} [signIn]
   * @returns {Promise<void>}
   */
  async save(id, session, signIn) {
    const before = this.#loaded.get(session);
    const values = toJsonValues(session);
    const expires = nextExpiry(id, session, before, this.settings.lifetimes);
    if (before) {
      const change = (stored) => updated(stored, before.values, values, expires);
      await this.#write(() => this.#store.update(id, change));
    } else {
      await this.#write(() => this.#store.create(id, withExpiry(session, expires), signIn));
    }
    this.#loaded.set(session, { values, expires, isNew: before?.isNew ?? true });
  }

  /**
   * Finds a session, unless it was replaced or is no longer valid.
   *
   * @param {string} id
   * @returns {Promise<StoredSession | undefined>}
   */
  async find(id) {
    const stored = await this.#outages.watch('reading', () => this.#store.find(id));
    if (!stored || stored.movedTo !== undefined) return undefined;
    // An invalid session is not deleted: it may become valid again.
    return (await this.#isStillValid(stored)) ? stored : undefined;
  }

  /**
   * Invalidates a session that another one replaces. The result is its last version, if it still exists.
   *
   * @param {string} id
   * @param {string} newId
   * @returns {Promise<StoredSession | undefined>}
   */
  async markReplaced(id, newId) {
    let latest;
    const exists = await this.#write(() =>
      this.#store.update(id, (stored) => {
        latest = stored;
        return replacedBy(newId, stored);
      }),
    );
    return exists ? latest : undefined;
  }

  /**
   * Whether the session is in the store, as far as this request knows.
   *
   * @param {SessionData} session
   * @returns {boolean}
   */
  isStored(session) {
    return this.#loaded.has(session);
  }

  /**
   * Whether the session has changes that are not stored yet. Throws if a value cannot be stored.
   *
   * @param {SessionData} session
   * @returns {boolean}
   */
  hasChanged(session) {
    return isChanged(this.#loaded.get(session)?.values ?? new Map(), toJsonValues(session));
  }

  /**
   * The stored session, with the changes that this request made to its own copy.
   *
   * @param {StoredSession} stored
   * @param {SessionData} session
   * @returns {StoredSession}
   */
  withChanges(stored, session) {
    const now = toJsonValues(session);
    return applyChanges(stored, this.#loaded.get(session)?.values ?? now, now);
  }

  async #all() {
    const stored = [...((await this.#store.all?.()) ?? [])];
    return Object.fromEntries(stored.filter(([, { movedTo }]) => movedTo === undefined));
  }

  #write(run) {
    return this.#outages.watch('writing', run);
  }
}
