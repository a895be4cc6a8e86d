import { setImmediate as nextTurn } from 'node:timers/promises';
import { expiryOf, NoRoomError, parseSession } from './session-store.js';

/** @import { SessionStore } from './session-store.js' */

const MAX_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** A sweep lets other work run after this many sessions, so that visitors do not wait for it. */
const SWEEP_BATCH = 200;

/**
 * @typedef {object} Entry
 * @property {string} json JSON, so that a request cannot change a stored session without storing it.
 * @property {number} expires
 * @property {number} deadline
 *   The same time by `performance.now()`. If the clock is set back, no session comes back to life.
 */

/**
 * Keeps sessions in the memory of this process. They are lost when the process ends.
 *
 * @implements {SessionStore}
 */
export class MemoryStore {
  description = 'in memory, and forgotten when the site stops or restarts';
  #maxSessions;
  /**
   * Each list starts with the session that was written longest ago. When the store is full, that one is dropped. There
   * are two lists, so that a crowd of anonymous visitors cannot push out signed-in users.
   */
  #lists = { signedIn: new Map(), anonymous: new Map() };
  #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  /** @param {number} [maxSessions] */
  constructor(maxSessions = MAX_SESSIONS) {
    this.#maxSessions = maxSessions;
  }

  async find(id) {
    return this.#read(id);
  }

  async create(id, session) {
    if (!session.user_name && this.#lists.signedIn.size >= this.#maxSessions) {
      throw new NoRoomError('The memory is full of sessions of signed-in users.');
    }
    this.#write(id, session);
    this.#makeRoom();
  }

  async update(id, change) {
    // There is no await between reading and writing, so nothing can happen in between.
    const session = this.#read(id);
    if (session) this.#write(id, change(session));
    return session !== undefined;
  }

  async extend(id, expires) {
    for (const list of Object.values(this.#lists)) {
      const entry = list.get(id);
      if (!entry || isExpired(entry)) continue;
      list.delete(id);
      list.set(id, newEntry(entry.json, expires.getTime()));
    }
  }

  async all() {
    const sessions = new Map();
    for (const list of Object.values(this.#lists)) {
      for (const [id, { json, expires }] of list) {
        const session = parseSession(json, expires);
        if (session) sessions.set(id, session);
      }
    }
    return sessions;
  }

  async delete(id) {
    return this.#lists.signedIn.delete(id) || this.#lists.anonymous.delete(id);
  }

  async check() {}

  stopSweeping() {
    clearInterval(this.#sweeper);
  }

  #read(id) {
    const entry = this.#lists.signedIn.get(id) ?? this.#lists.anonymous.get(id);
    return entry && !isExpired(entry) ? parseSession(entry.json, entry.expires) : undefined;
  }

  #write(id, session) {
    const { signedIn, anonymous } = this.#lists;
    // Deleted from both lists, because signing in or out moves a session to the other one.
    signedIn.delete(id);
    anonymous.delete(id);
    const list = session.user_name ? signedIn : anonymous;
    list.set(id, newEntry(JSON.stringify(session), expiryOf(session)));
  }

  #makeRoom() {
    const { signedIn, anonymous } = this.#lists;
    while (signedIn.size + anonymous.size > this.#maxSessions) {
      const list = anonymous.size > 0 ? anonymous : signedIn;
      const [oldest = ''] = list.keys();
      list.delete(oldest);
    }
  }

  async #sweep() {
    let count = 0;
    for (const list of Object.values(this.#lists)) {
      for (const [id, entry] of list) {
        if (isExpired(entry)) list.delete(id);
        count += 1;
        if (count % SWEEP_BATCH === 0) await nextTurn();
      }
    }
  }
}

function newEntry(json, expires) {
  return { json, expires, deadline: performance.now() + expires - Date.now() };
}

/**
 * Checks both clocks, because `performance.now()` can stop while the machine sleeps.
 *
 * @param {Entry} entry
 * @returns {boolean}
 */
function isExpired({ expires, deadline }) {
  return expires <= Date.now() || deadline <= performance.now();
}
