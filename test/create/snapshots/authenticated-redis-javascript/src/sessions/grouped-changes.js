import { inTime, withoutDeadline } from '../redis/deadline.js';
import { get, replace } from '../redis/records.js';
import { expiryOf, parseRecord } from './session-store.js';

/**
 * @import { Redis } from '../redis/client.js'
 * @import { StoredSession } from './session-store.js'
 */

/** Only other processes can be quicker. One that is quicker each time has to be told of. */
const MOST_TRIES = 50;

/**
 * A change that waits for its turn.
 *
 * @typedef {object} Change
 * @property {(record: StoredSession) => StoredSession} make
 * @property {(found: boolean) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/**
 * Changes records in Redis. A change is made by reading a record and replacing it if it is still the same, so changes at
 * the same time would get in each other's way: a thousand of them would need half a million tries. Here those to one
 * record wait for the one that is under way, and are then made together, with one GET and one EVAL.
 */
export class GroupedChanges {
  #redis;
  /** @type {Map<string, Set<Change>>} */
  #waiting = new Map();

  /** @param {Redis} redis */
  constructor(redis) {
    this.#redis = redis;
  }

  /**
   * Resolves when the change is stored, or with `false` where there is no record.
   *
   * @param {string} key
   * @param {Change['make']} make
   * @returns {Promise<boolean>}
   */
  async make(key, make) {
    const change = { make, resolve: () => {}, reject: () => {} };
    const made = () =>
      new Promise((resolve, reject) => {
        Object.assign(change, { resolve, reject });
        this.#add(key, change);
      });
    try {
      return await inTime(made);
    } finally {
      // Of what was given up, nothing is done afterwards.
      this.#waiting.get(key)?.delete(change);
    }
  }

  #add(key, change) {
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.add(change);
      return;
    }
    this.#waiting.set(key, new Set([change]));
    withoutDeadline(() => this.#makeAll(key));
  }

  async #makeAll(key) {
    const waiting = this.#waiting.get(key) ?? new Set();
    while (waiting.size > 0) {
      const group = new Set(waiting);
      waiting.clear();
      try {
        const found = await this.#makeTogether(key, group);
        for (const { resolve } of group) resolve(found);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#waiting.delete(key);
  }

  async #makeTogether(key, group) {
    let text = await this.#redis.ask(key, get(key));
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const record = text === undefined ? undefined : parseRecord(text);
      if (text === undefined || !record) return false;
      const changed = changedBy(group, record);
      const command = replace(key, text, JSON.stringify(changed), expiryOf(changed));
      const met = await this.#redis.ask(key, command);
      if (met === true) return true;
      // At once, while that is still what is there: whoever waits meets another one's change each time.
      text = met;
    }
    throw new Error(`Other processes changed one session ${MOST_TRIES} times in a row`);
  }
}

/**
 * What a group makes of a record. A change that throws leaves the group: it fails for itself alone.
 *
 * @param {Set<Change>} group
 * @param {StoredSession} record
 * @returns {StoredSession}
 */
function changedBy(group, record) {
  let changed = record;
  for (const change of group) {
    try {
      changed = change.make(changed);
    } catch (error) {
      change.reject(error);
      group.delete(change);
    }
  }
  return changed;
}
