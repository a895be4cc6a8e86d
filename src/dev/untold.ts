import type { DevEvent } from '../events/dev.ts';
import { Queue } from './queue.ts';
import { noteOf } from './watch.ts';

/** How many requests may wait to be read; of further ones, only the number is kept. */
const MOST_WAITING = 10_000;

/** If so many lines of output wait to be read, the app must wait before it prints more. */
const MOST_LINES = 1_000;

/** Events that nobody has read yet. An app can have more requests, and more to print, than a reader can take. */
export class UntoldEvents {
  readonly #queue = new Queue<DevEvent>();
  readonly #holdOutput: (hold: boolean) => void;
  #lines = 0;
  #waiting = 0;
  #missed = 0;

  /** @param holdOutput called with true if too many lines of output wait, and with false once none does */
  constructor(holdOutput: (hold: boolean) => void) {
    this.#holdOutput = holdOutput;
  }

  push(event: DevEvent): void {
    if (event.type === 'output') {
      this.#lines += 1;
      if (this.#lines >= MOST_LINES) this.#holdOutput(true);
    }
    if (isFrequent(event)) {
      if (this.#waiting === MOST_WAITING) {
        this.#missed += 1;
        return;
      }
      this.#waiting += 1;
    }
    this.#queue.push(event);
  }

  end(): void {
    this.#queue.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<DevEvent, void> {
    for await (const event of this.#queue) {
      if (event.type === 'output') {
        this.#lines -= 1;
        if (this.#lines === 0) this.#holdOutput(false);
      }
      yield event;
      if (!isFrequent(event)) continue;
      this.#waiting -= 1;
      if (this.#waiting > 0 || this.#missed === 0) continue;
      yield noteOf(`${this.#missed} more came faster than they could be shown.`);
      this.#missed = 0;
    }
  }
}

function isFrequent({ type }: DevEvent): boolean {
  return type === 'request' || type === 'store';
}
