import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../failure.ts';

const RETRY_MS = 2;
/** What a site does to one session takes it less than a millisecond. Who is at it for so long will be at it for ever. */
const LONGEST_MS = 5_000;

/** Waits, a moment at a time, for others to be done with a session. */
export class Patience {
  readonly #began = Date.now();
  readonly #message: string;
  readonly #signal: AbortSignal | undefined;

  /** @param message what is wrong where they never are, and what to do then */
  constructor(message: string, signal: AbortSignal | undefined) {
    this.#message = message;
    this.#signal = signal;
  }

  /** @throws Failure `cannot-write` where it has been too long, or the signal's reason */
  async wait(): Promise<void> {
    this.#signal?.throwIfAborted();
    if (Date.now() - this.#began > LONGEST_MS) throw new Failure('cannot-write', this.#message);
    await pause(RETRY_MS);
  }
}
