import { setImmediate as turn } from 'node:timers/promises';
import { expiryOf, parseRecord } from './session-store.js';

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
   * In the order in which they were last written: the first one was idle longest.
   *
   * @type {Map<string, Entry>}
   */
  #entries = new Map();
  #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  /** @param {number} mostSessions */
  constructor(mostSessions) {
    this.#mostSessions = mostSessions;
  }

  async find(id) {
    const entry = this.#alive(id);
    return entry && parseRecord(entry.text, entry.expires);
  }

  async create(id, record) {
    this.#put(id, { text: JSON.stringify(record), expires: expiryOf(record) });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#mostSessions) break;
      this.#entries.delete(oldest);
    }
  }

  async update(id, change) {
    // Nothing is awaited in between, so nothing can come in between.
    const entry = this.#alive(id);
    const record = entry && parseRecord(entry.text, entry.expires);
    if (!record) return false;
    const changed = change(record);
    this.#put(id, { text: JSON.stringify(changed), expires: expiryOf(changed) });
    return true;
  }

  async extend(id, expires) {
    const entry = this.#alive(id);
    if (entry) this.#put(id, { text: entry.text, expires: expires.getTime() });
  }

  async delete(id) {
    return this.#entries.delete(id);
  }

  async check() {}

  async close() {
    clearInterval(this.#sweeper);
    this.#entries.clear();
  }

  #alive(id) {
    const entry = this.#entries.get(id);
    return entry && entry.expires > Date.now() ? entry : undefined;
  }

  #put(id, entry) {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  async #sweep() {
    let seen = 0;
    for (const [id, { expires }] of this.#entries) {
      if (expires <= Date.now()) this.#entries.delete(id);
      seen += 1;
      if (seen % SWEEP_SLICE === 0) await turn();
    }
  }
}
