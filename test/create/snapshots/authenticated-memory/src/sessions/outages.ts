import { HttpError } from '../errors.ts';
import { NoRoomError } from './session-store.ts';

/** What is asked of a store. One that takes no changes, as a full disk does, may still be read. */
type Kind = 'reading' | 'writing';

/** Tells the log when something that every request needs fails: a line when an outage begins, and one when it is over. */
export class Outages {
  readonly #what: string;
  readonly #failing = new Set<Kind>();

  constructor(what: string) {
    this.#what = what;
  }

  /** Does the work. Where it fails, the visitor gets a 503, and the cause is for the log alone. */
  async during<T>(kind: Kind, work: () => T | Promise<T>): Promise<T> {
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
