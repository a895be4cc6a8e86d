import { get, replaceIfUnchanged } from '../../redis/commands.js';
import { withoutDeadline, withTimeout } from '../../redis/deadline.js';
import { expiryOf, parseSession } from './session-store.js';

/**
 * @import { Redis } from '../../redis/client.js'
 * @import { StoredSession } from './session-store.js'
 */

/** Only another process can get in between. If one does so this often, something is wrong. */
const MAX_TRIES = 50;

/**
 * @typedef {object} Update
 * @property {(session: StoredSession) => StoredSession} change
 * @property {(found: boolean) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/**
 * Called before an update of a user's session is stored. `isNew` says that it is the update that makes it theirs.
 *
 * @typedef {(key: string, userName: string, isNew: boolean) => Promise<void>} BeforeUpdate
 */

/**
 * Updates sessions in Redis. An update reads a session, and replaces it if it has not changed meanwhile. Otherwise, it
 * tries again. A thousand updates at once would take half a million tries. So updates of the same session wait for the
 * one that is running, and are then made together, with one GET and one EVAL.
 */
export class BatchedUpdates {
  #redis;
  #beforeUpdate;
  /** @type {Map<string, Set<Update>>} */
  #waiting = new Map();

  /**
   * @param {Redis} redis
   * @param {BeforeUpdate} beforeUpdate
   */
  constructor(redis, beforeUpdate) {
    this.#redis = redis;
    this.#beforeUpdate = beforeUpdate;
  }

  /**
   * Resolves when the update is stored. The result is false if there is no session.
   *
   * @param {string} key
   * @param {Update['change']} change
   * @returns {Promise<boolean>}
   */
  async update(key, change) {
    const update = { change, resolve: () => {}, reject: () => {} };
    const done = () =>
      new Promise((resolve, reject) => {
        Object.assign(update, { resolve, reject });
        this.#add(key, update);
      });
    try {
      return await withTimeout(done);
    } finally {
      // After a timeout, the update must not happen later.
      this.#waiting.get(key)?.delete(update);
    }
  }

  #add(key, update) {
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.add(update);
      return;
    }
    this.#waiting.set(key, new Set([update]));
    withoutDeadline(() => this.#runAll(key));
  }

  async #runAll(key) {
    const waiting = this.#waiting.get(key) ?? new Set();
    while (waiting.size > 0) {
      const batch = new Set(waiting);
      waiting.clear();
      try {
        const found = await this.#runBatch(key, batch);
        for (const { resolve } of batch) resolve(found);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#waiting.delete(key);
  }

  async #runBatch(key, batch) {
    let json = await this.#redis.send(key, get(key));
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const session = json === undefined ? undefined : parseSession(json);
      if (json === undefined || !session) return false;
      const userBefore = session.user_name;
      const changed = applyAll(batch, session);
      const { user_name } = changed;
      if (user_name) await this.#beforeUpdate(key, user_name, user_name !== userBefore);
      const command = replaceIfUnchanged(key, json, JSON.stringify(changed), expiryOf(changed));
      const result = await this.#redis.send(key, command);
      if (result === true) return true;
      // The result is the current value. Trying again at once, without reading it, makes success most likely.
      json = result;
    }
    throw new Error(`Other processes changed one session ${MAX_TRIES} times in a row`);
  }
}

/**
 * If one change throws, only its own update fails.
 *
 * @param {Set<Update>} batch
 * @param {StoredSession} session
 * @returns {StoredSession}
 */
function applyAll(batch, session) {
  let changed = session;
  for (const update of batch) {
    try {
      changed = update.change(changed);
    } catch (error) {
      update.reject(error);
      batch.delete(update);
    }
  }
  return changed;
}
