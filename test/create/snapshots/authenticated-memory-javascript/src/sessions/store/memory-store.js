import { setImmediate as nextTurn } from 'node:timers/promises';
import { sessionKey } from '../session-id.js';
import { SessionLists } from './session-lists.js';
import { expiryOf, NoRoomError, parseSession } from './session-store.js';

/**
 * @import { Entry } from './session-lists.js'
 * @import { SessionStore } from './session-store.js'
 */

const MAX_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** A sweep lets other work run after this many sessions, so that visitors do not wait for it. */
const SWEEP_BATCH = 200;

/**
 * Keeps sessions in the memory of this process. They are lost when the process ends.
 *
 * @implements {SessionStore}
 */
export class MemoryStore {
  description = 'in memory, and forgotten when the site stops or restarts';
  #maxSessions;
  #lists = new SessionLists();
  #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  /** @param {number} [maxSessions] */
  constructor(maxSessions = MAX_SESSIONS) {
    this.#maxSessions = maxSessions;
  }

  async find(id) {
    return this.#read(id);
  }

  async create(id, session, signIn) {
    if (!session.user_name && this.#lists.signedInSize >= this.#maxSessions) {
      throw new NoRoomError('The memory is full of sessions of signed-in users.');
    }
    this.#write(id, session, signIn);
    while (this.#lists.size > this.#maxSessions) this.#lists.deleteOldest();
  }

  async update(id, change) {
    // There is no await between reading and writing, so nothing can happen in between.
    const session = this.#read(id);
    if (session) this.#write(id, change(session));
    return session !== undefined;
  }

  async extend(id, expires) {
    const entry = this.#lists.get(id);
    if (!entry || isExpired(entry)) return;
    this.#lists.put(id, { ...entry, ...lifetimeUntil(expires.getTime()) });
  }

  async all() {
    const sessions = new Map();
    for (const [id, { json, expires }] of this.#lists.entries()) {
      const session = parseSession(json, expires);
      if (session) sessions.set(id, session);
    }
    return sessions;
  }

  async delete(id) {
    return this.#lists.delete(id);
  }

  async sessionsOf(userName) {
    return [...this.#lists.idsOf(userName)].flatMap((id) => {
      const { began = 0, browser = '' } = this.#lists.get(id) ?? {};
      const session = this.#read(id);
      const key = sessionKey(id);
      return session ? { key, session, began, browser, delete: () => this.delete(id) } : [];
    });
  }

  async check() {}

  stopSweeping() {
    clearInterval(this.#sweeper);
  }

  #read(id) {
    const entry = this.#lists.get(id);
    return entry && !isExpired(entry) ? parseSession(entry.json, entry.expires) : undefined;
  }

  #write(id, session, signIn) {
    const before = this.#lists.get(id);
    const userName = session.user_name || undefined;
    const isSameUser = before?.userName === userName;
    this.#lists.put(id, {
      json: JSON.stringify(session),
      userName,
      began: signIn?.began ?? ((isSameUser && before?.began) || Date.now()),
      browser: signIn?.browser ?? before?.browser ?? '',
      ...lifetimeUntil(expiryOf(session)),
    });
  }

  async #sweep() {
    let count = 0;
    for (const [id, entry] of this.#lists.entries()) {
      if (isExpired(entry)) this.#lists.delete(id);
      count += 1;
      if (count % SWEEP_BATCH === 0) await nextTurn();
    }
  }
}

function lifetimeUntil(expires) {
  return { expires, deadline: performance.now() + expires - Date.now() };
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
