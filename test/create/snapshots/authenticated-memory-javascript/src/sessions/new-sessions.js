import { NoRoomError } from './session-store.js';

const WINDOW_MS = 10 * 60 * 1000;
/** More addresses than that are not remembered: those that came first are forgotten. */
const MOST_ADDRESSES = 10_000;

/**
 * Counts the sessions that each address begins without signing in. Whoever asks without a cookie, a hundred thousand
 * times, would otherwise fill the store.
 */
export class NewSessions {
  #most;
  /** @type {Map<string, { count: number, until: number }>} */
  #counts = new Map();

  /**
   * @param {number} most
   * @param most how many one address may begin in ten minutes
   */
  constructor(most) {
    this.#most = most;
  }

  /**
   * Stores a new session, if this address may begin one more, and there is room; otherwise answers false.
   *
   * @param {string} address
   * @param {() => Promise<void>} store
   * @returns {Promise<boolean>}
   */
  async begin(address, store) {
    const counted = this.#countOf(address);
    if (counted.count >= this.#most) return false;
    // Before it is stored, so that a thousand requests at once are no way around the limit.
    counted.count += 1;
    try {
      await store();
      return true;
    } catch (error) {
      counted.count -= 1;
      if (error instanceof NoRoomError) return false;
      throw error;
    }
  }

  #countOf(address) {
    // The time since the process began: nobody sets that clock back.
    const now = performance.now();
    const known = this.#counts.get(address);
    if (known && known.until > now) return known;
    const counted = { count: 0, until: now + WINDOW_MS };
    this.#counts.delete(address);
    this.#counts.set(address, counted);
    const [oldest = address] = this.#counts.keys();
    if (this.#counts.size > MOST_ADDRESSES) this.#counts.delete(oldest);
    return counted;
  }
}
