/**
 * How many attempts may fail.
 *
 * @typedef {object} Limit
 * @property {string} key Identifies what is counted. It always has the same short length.
 * @property {number} max
 * @property {number} windowMs How long a count lasts, from its first failure.
 * @property {{ key: string, max: number }} [share]
 *   The most failures that one address can add to this count. Its further failures are not counted.
 */

/**
 * A failure that was counted in advance. If the limit had been reached, nothing was counted and `waitMs` is not 0.
 *
 * @typedef {object} Reservation
 * @property {number} waitMs
 * @property {() => Promise<void>} cancel Uncounts the failure, because the attempt did not fail.
 */

/**
 * Counts failed attempts. Both methods are atomic, so that many requests at once cannot pass a limit.
 *
 * @typedef {object} AttemptStore
 *
 * @property {(limit: Limit) => Promise<number>} waitMs
 *   How long to wait until the limit allows another failure: 0 if it does now.
 *
 * @property {(limit: Limit) => Promise<Reservation>} reserve
 *   Counts a failure, if the limit allows one.
 */

/** About 15 MB. A password check adds four counts at most, so pushing out a count takes 25,000 password checks. */
const MAX_COUNTS = 100_000;

/**
 * @typedef {object} Count
 * @property {number} failures
 * @property {number} until
 */

/**
 * Counts in memory, for this process only.
 *
 * @implements {AttemptStore}
 */
export class MemoryAttempts {
  /**
   * The oldest count comes first.
   *
   * @type {Map<string, Count>}
   */
  #counts = new Map();

  async waitMs(limit) {
    return this.#waitMs(limit);
  }

  async reserve(limit) {
    const waitMs = this.#waitMs(limit);
    const counts = waitMs > 0 ? [] : this.#countsFor(limit);
    for (const count of counts) count.failures += 1;
    return {
      waitMs,
      cancel: async () => {
        for (const count of counts) count.failures -= 1;
      },
    };
  }

  #waitMs({ key, max }) {
    const count = this.#find(key);
    return count && count.failures >= max ? count.until - performance.now() : 0;
  }

  /**
   * The counts that a failure adds to: none if the address has used up its share.
   *
   * @param {Limit} limit
   * @returns {Count[]}
   */
  #countsFor({ key, windowMs, share }) {
    if (!share) return [this.#findOrCreate(key, windowMs)];
    const shareCount = this.#findOrCreate(share.key, windowMs);
    if (shareCount.failures >= share.max) return [];
    return [shareCount, this.#findOrCreate(key, windowMs)];
  }

  #find(key) {
    const count = this.#counts.get(key);
    // Unlike Date.now(), this clock is never set back.
    return count && count.until > performance.now() ? count : undefined;
  }

  #findOrCreate(key, windowMs) {
    const existing = this.#find(key);
    if (existing) return existing;
    const count = { failures: 0, until: performance.now() + windowMs };
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > MAX_COUNTS) this.#forgetOldest();
    return count;
  }

  #forgetOldest() {
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }
}
