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
 * Entries in the order in which they were last written: the first one was idle longest.
 *
 * @typedef {Map<string, Entry>} Queue
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
  /** @type {Queue} */
  #signedIn = new Map();
  /**
   * Visitors come in any number. In a queue of their own, they push out each other, and nobody who is signed in.
   *
   * @type {Queue}
   */
  #anonymous = new Map();
  #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  /** @param {number} mostSessions */
  constructor(mostSessions) {
    this.#mostSessions = mostSessions;
  }

  async find(id) {
    return this.#read(id);
  }

  async create(id, record) {
    if (!record.user_name && this.#signedIn.size >= this.#mostSessions) {
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
    const queue = this.#signedIn.has(id) ? this.#signedIn : this.#anonymous;
    const entry = queue.get(id);
    if (!entry || isOver(entry)) return;
    queue.delete(id);
    queue.set(id, entryOf(entry.text, expires.getTime()));
  }

  async delete(id) {
    return this.#signedIn.delete(id) || this.#anonymous.delete(id);
  }

  async check() {}

  async close() {
    clearInterval(this.#sweeper);
    this.#signedIn.clear();
    this.#anonymous.clear();
  }

  #read(id) {
    const entry = this.#signedIn.get(id) ?? this.#anonymous.get(id);
    return entry && !isOver(entry) ? parseRecord(entry.text, entry.expires) : undefined;
  }

  #put(id, record) {
    this.#signedIn.delete(id);
    this.#anonymous.delete(id);
    const queue = record.user_name ? this.#signedIn : this.#anonymous;
    queue.set(id, entryOf(JSON.stringify(record), expiryOf(record)));
  }

  #makeRoom() {
    while (this.#signedIn.size + this.#anonymous.size > this.#mostSessions) {
      const queue = this.#anonymous.size > 0 ? this.#anonymous : this.#signedIn;
      const [oldest = ''] = queue.keys();
      queue.delete(oldest);
    }
  }

  async #sweep() {
    let seen = 0;
    for (const queue of [this.#signedIn, this.#anonymous]) {
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
