import { setTimeout as pause } from 'node:timers/promises';
import { withoutDeadline } from './deadline.ts';
import { reasonOf } from './reasons.ts';

const INTERVAL_MS = 1_000;

/** Logs the begin and the end of each time in which Redis answers, and refuses: a replica, a full one, a locked one. */
export class Refusals {
  readonly #host: string;
  readonly #tryAgain: () => Promise<void>;
  #refuses = false;
  #closed = false;

  /** @param tryAgain resolves when something could be stored */
  constructor(host: string, tryAgain: () => Promise<void>) {
    this.#host = host;
    this.#tryAgain = tryAgain;
  }

  /** Redis has refused a command. */
  begin(error: Error): void {
    if (this.#refuses || this.#closed) return;
    this.#refuses = true;
    const { reason, hint } = reasonOf(error);
    console.error(
      `Redis at ${this.#host} refuses (${reason}). Until it no longer does, whoever signs in may get a 503.${hint}`,
    );
    withoutDeadline(() => this.#waitForEnd());
  }

  /** Nothing is tried any more. */
  close(): void {
    this.#closed = true;
  }

  /** A page that only reads says nothing of whether Redis stores again, so this is tried once a second. */
  async #waitForEnd(): Promise<void> {
    while (this.#refuses) {
      await pause(INTERVAL_MS, undefined, { ref: false });
      if (this.#closed) return;
      this.#refuses = await this.#tryAgain().then(
        () => false,
        () => true,
      );
    }
    if (!this.#closed) console.log(`Redis at ${this.#host} stores sessions again.`);
  }
}
