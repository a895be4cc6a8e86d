import { NoRoomError } from './store/session-store.ts';

const WINDOW_MS = 10 * 60 * 1000;
/** When there are more addresses, the one that was counted first is forgotten. */
const MAX_ADDRESSES = 10_000;

/**
 * Limits how many anonymous sessions one address can start. Without a limit, a client that never sends its cookie back
 * could fill the store.
 */
export class NewSessionLimiter {
  readonly #max: number;
  readonly #counts = new Map<string, { count: number; until: number }>();

  /** @param max how many sessions one address may start in ten minutes */
  constructor(max: number) {
    this.#max = max;
  }

  /** Stores a new session with `save`. The result is false if the address has reached its limit or there is no room. */
  async tryToStart(address: string, save: () => Promise<void>): Promise<boolean> {
    const counter = this.#counterOf(address);
    if (counter.count >= this.#max) return false;
    // Counted before it is saved, so that a thousand requests at once cannot pass the limit.
    counter.count += 1;
    try {
      await save();
      return true;
    } catch (error) {
      counter.count -= 1;
      if (error instanceof NoRoomError) return false;
      throw error;
    }
  }

  #counterOf(address: string): { count: number; until: number } {
    // Unlike Date.now(), this clock is never set back.
    const now = performance.now();
    const current = this.#counts.get(address);
    if (current && current.until > now) return current;
    const counter = { count: 0, until: now + WINDOW_MS };
    this.#counts.delete(address);
    this.#counts.set(address, counter);
    if (this.#counts.size > MAX_ADDRESSES) this.#forgetOldest();
    return counter;
  }

  #forgetOldest(): void {
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }
}
