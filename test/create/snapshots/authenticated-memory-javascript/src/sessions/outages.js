import { HttpError } from '../errors.js';
import { NoRoomError } from './session-store.js';

/**
 * What is asked of a store. One that takes no changes, as a full disk does, may still be read.
 *
 * @typedef {'reading' | 'writing'} Kind
 */

/** Tells the log when something that every request needs fails: a line when an outage begins, and one when it is over. */
export class Outages {
  #what;
  /** @type {Set<Kind>} */
  #failing = new Set();

  /** @param {string} what */
  constructor(what) {
    this.#what = what;
  }

  /**
   * Does the work. Where it fails, the visitor gets a 503, and the cause is for the log alone.
   *
   * @template T
   * @param {Kind} kind
   * @param {() => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(kind, work) {
    try {
      const result = await work();
      if (this.#failing.delete(kind) && this.#failing.size === 0) {
        console.log(`${this.#what} works again.`);
      }
      return result;
    } catch (cause) {
      // An answer that somebody has chosen, not a fault.
      if (cause instanceof HttpError || cause instanceof NoRoomError) throw cause;
      // The next thousand requests would say the same.
      if (this.#failing.size === 0) console.error(`${this.#what} fails:`, cause);
      this.#failing.add(kind);
      throw new HttpError(503, { cause });
    }
  }
}
