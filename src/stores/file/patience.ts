import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../failure.ts';

const RETRY_MS = 2;
/** A site needs less than a millisecond for a change of a session. After this long, waiting is useless. */
const LONGEST_MS = 5_000;

/** Waits, a moment at a time, until others have finished with a session. */
export class Patience {
  readonly #began = Date.now();
  readonly #message: string;
  readonly #signal: AbortSignal | undefined;

  /** @param message what is wrong if they never finish, and what to do then */
  constructor(message: string, signal: AbortSignal | undefined) {
    this.#message = message;
    this.#signal = signal;
  }

  /** @throws Failure `cannot-write` after too long, or the signal's reason */
  async wait(): Promise<void> {
    this.#signal?.throwIfAborted();
    if (Date.now() - this.#began > LONGEST_MS) throw new Failure('cannot-write', this.#message);
    await pause(RETRY_MS);
  }
}
