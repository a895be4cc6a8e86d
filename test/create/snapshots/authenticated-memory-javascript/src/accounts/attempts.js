/**
 * How often something may fail.
 *
 * @typedef {object} Limit
 * @property {string} key Stands for what is counted, and is short whatever that is.
 * @property {number} most
 * @property {number} window Within so many milliseconds, from the first failure on.
 * @property {{ key: string, most: number }} [share]
 *   Of these failures, one address adds so many at most, however often it fails.
 */

/**
 * A failure that was counted ahead. Where the limit is reached, nothing was counted, and there is time left to wait.
 *
 * @typedef {object} Reservation
 * @property {number} timeLeft
 * @property {() => Promise<void>} giveBack Takes the failure back: it was none.
 */

/**
 * Counts failures. Each method is one step, so that of many requests at the same time none slips past a limit.
 *
 * @typedef {object} Attempts
 *
 * @property {(limit: Limit) => Promise<number>} timeLeft
 *   In how many milliseconds the limit allows another failure: 0 where it does now.
 *
 * @property {(limit: Limit) => Promise<Reservation>} reserve
 */

/** They take some 15 MB. A stranger who wants to push one out has to wait for a password's hash for each. */
const MOST_COUNTS = 100_000;

/**
 * @typedef {object} Count
 * @property {number} failures
 * @property {number} ends
 */

/**
 * Counts in the memory of this process, for this process alone.
 *
 * @implements {Attempts}
 */
export class OwnAttempts {
  /**
   * In the order in which they began.
   *
   * @type {Map<string, Count>}
   */
  #counts = new Map();

  async timeLeft(limit) {
    return this.#timeLeft(limit);
  }

  async reserve(limit) {
    const timeLeft = this.#timeLeft(limit);
    const counts = timeLeft > 0 ? [] : this.#countsOf(limit);
    for (const count of counts) count.failures += 1;
    return {
      timeLeft,
      giveBack: async () => {
        for (const count of counts) count.failures -= 1;
      },
    };
  }

  #timeLeft({ key, most }) {
    const count = this.#find(key);
    return count && count.failures >= most ? count.ends - performance.now() : 0;
  }

  /**
   * Where a failure adds one: nowhere, once an address has added its share.
   *
   * @param {Limit} limit
   * @returns {Count[]}
   */
  #countsOf({ key, window, share }) {
    if (!share) return [this.#findOrBegin(key, window)];
    const added = this.#findOrBegin(share.key, window);
    return added.failures < share.most ? [added, this.#findOrBegin(key, window)] : [];
  }

  #find(key) {
    const count = this.#counts.get(key);
    // This clock only ever goes on, also while the time of day is set back.
    return count && count.ends > performance.now() ? count : undefined;
  }

  #findOrBegin(key, window) {
    const found = this.#find(key);
    if (found) return found;
    const count = { failures: 0, ends: performance.now() + window };
    this.#counts.delete(key);
    this.#counts.set(key, count);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MOST_COUNTS) break;
      this.#counts.delete(oldest);
    }
    return count;
  }
}
