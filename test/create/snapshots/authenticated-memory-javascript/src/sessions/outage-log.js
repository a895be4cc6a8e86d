import { HttpError, OutageError } from '../errors.js';
import { NoRoomError } from './store/session-store.js';

/**
 * The two can fail separately: on a full disk, for example, sessions can be read but not written.
 *
 * @typedef {'reading' | 'writing'} Operation
 */

/** Logs when something that every request needs stops working, and when it works again: one line each. */
export class OutageLog {
  #name;
  /** @type {Set<Operation>} */
  #failing = new Set();

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
  }

  /**
   * Runs an operation and notices whether it fails.
   *
   * @template T
   * @param {Operation} operation
   * @param {() => T | Promise<T>} run
   * @returns {Promise<T>}
   * @throws {OutageError} if it fails
   */
  async watch(operation, run) {
    try {
      const result = await run();
      if (this.#failing.delete(operation) && this.#failing.size === 0) {
        console.log(`${this.#name} works again.`);
      }
      return result;
    } catch (cause) {
      // These are answers that somebody chose, not outages.
      if (cause instanceof HttpError || cause instanceof NoRoomError) throw cause;
      // Only the first failure is logged. A thousand more requests would log the same.
      if (this.#failing.size === 0) console.error(`${this.#name} fails:`, cause);
      this.#failing.add(operation);
      throw new OutageError(cause);
    }
  }
}
