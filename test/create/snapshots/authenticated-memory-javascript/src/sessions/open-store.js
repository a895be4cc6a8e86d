import { setImmediate as turn } from 'node:timers/promises';
import { expiryOf, NoRoomError, parseRecord } from './session-store.js';

/** @import { SessionStore } from './session-store.js' */

/** When the store is full, the session that was idle longest makes room for the new one. */
const MOST_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** So many records at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 200;

/**
 * @typedef {object} Entry
 * @property {string} text JSON, so that what a request changes counts only when it is stored.
 * @property {number} expires
 * @property {number} deadline
 *   The same by a clock that nobody sets, so that an hour that comes twice brings back no session.
 */

/**
 * Keeps sessions in this process: the quickest store, and the one that forgets.
 *
 * @param {NodeJS.ProcessEnv} _env
 * @param {number} [mostSessions]
 * @returns {Promise<SessionStore>}
 */
export async function openSessionStore(_env, mostSessions = MOST_SESSIONS) {
  return new MemoryStore(mostSessions);
}

/** @implements {SessionStore} */
class MemoryStore {
  description = 'in memory, and forgotten when the site stops or restarts';
  #mostSessions;
  /**
   * In the order in which they were last written: the first one was idle longest. Visitors come in any number: in a queue
   * of their own, they push out each other, and nobody who is signed in.
   */
  #queues = { signedIn: new Map(), anonymous: new Map() };
  #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  /** @param {number} mostSessions */
  constructor(mostSessions) {
    this.#mostSessions = mostSessions;
  }

  async find(id) {
    return this.#read(id);
  }

  async create(id, record) {
    if (!record.user_name && this.#queues.signedIn.size >= this.#mostSessions) {
      throw new NoRoomError(
        'All sessions that are kept in memory are of people who are signed in.',
      );
    }
    this.#put(id, record);
    this.#makeRoom();
  }

  async update(id, change) {
    // Nothing is awaited in between, so nothing can come in between.
    const record = this.#read(id);
    if (record) this.#put(id, change(record));
    return record !== undefined;
  }

  async extend(id, expires) {
    for (const queue of Object.values(this.#queues)) {
      const entry = queue.get(id);
      if (!entry || isOver(entry)) continue;
      queue.delete(id);
      queue.set(id, entryOf(entry.text, expires.getTime()));
    }
  }

  async delete(id) {
    return this.#queues.signedIn.delete(id) || this.#queues.anonymous.delete(id);
  }

  async check() {}

  async close() {
    clearInterval(this.#sweeper);
    for (const queue of Object.values(this.#queues)) queue.clear();
  }

  #read(id) {
    const entry = this.#queues.signedIn.get(id) ?? this.#queues.anonymous.get(id);
    return entry && !isOver(entry) ? parseRecord(entry.text, entry.expires) : undefined;
  }

  #put(id, record) {
    const { signedIn, anonymous } = this.#queues;
    // At a sign-in, or a log-out, a session may change its queue.
    signedIn.delete(id);
    anonymous.delete(id);
    const queue = record.user_name ? signedIn : anonymous;
    queue.set(id, entryOf(JSON.stringify(record), expiryOf(record)));
  }

  #makeRoom() {
    const { signedIn, anonymous } = this.#queues;
    while (signedIn.size + anonymous.size > this.#mostSessions) {
      const queue = anonymous.size > 0 ? anonymous : signedIn;
      const [oldest = ''] = queue.keys();
      queue.delete(oldest);
    }
  }

  async #sweep() {
    let seen = 0;
    for (const queue of Object.values(this.#queues)) {
      for (const [id, entry] of queue) {
        if (isOver(entry)) queue.delete(id);
        seen += 1;
        if (seen % SWEEP_SLICE === 0) await turn();
      }
    }
  }
}

function entryOf(text, expires) {
  return { text, expires, deadline: performance.now() + expires - Date.now() };
}

/**
 * By either clock: the one that nobody sets may stand still while the machine sleeps.
 *
 * @param {Entry} entry
 * @returns {boolean}
 */
function isOver({ expires, deadline }) {
  return expires <= Date.now() || deadline <= performance.now();
}
