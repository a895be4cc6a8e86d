import { HttpError, OutageError } from '../errors.ts';
import { NoRoomError } from './store/session-store.ts';

/** The two can fail separately: on a full disk, for example, sessions can be read but not written. */
type Operation = 'reading' | 'writing';

/** Logs when something that every request needs stops working, and when it works again: one line each. */
export class OutageLog {
  readonly #name: string;
  readonly #failing = new Set<Operation>();

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Runs an operation and notices whether it fails.
   *
   * @throws OutageError if it fails
   */
  async watch<T>(operation: Operation, run: () => T | Promise<T>): Promise<T> {
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
