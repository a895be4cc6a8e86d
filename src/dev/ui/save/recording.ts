import type { Recorded, RecordedRestart, RecordedStep } from './recorded.ts';

/** How many requests are kept, and how many characters of what they sent: the last ones. */
const MOST_REQUESTS = 2_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** The last requests, from which flows are made. */
export class Recording {
  readonly #steps: Array<{ step: RecordedStep; size: number }> = [];
  #size = 0;

  request(step: Recorded): void {
    this.#add(step, JSON.stringify(step).length);
  }

  restart(step: RecordedRestart): void {
    this.#add(step, 0);
  }

  /** The requests of these numbers, in the order in which they came, with the restarts between them. */
  chosen(numbers: readonly number[]): RecordedStep[] {
    const wanted = new Set(numbers);
    const first = Math.min(...numbers);
    const last = Math.max(...numbers);
    return this.#steps
      .map(({ step }) => step)
      .filter((step) =>
        'event' in step ? wanted.has(step.number) : first < step.number && step.number < last,
      );
  }

  #add(step: RecordedStep, size: number): void {
    this.#steps.push({ step, size });
    this.#size += size;
    while (this.#steps.length > MOST_REQUESTS || this.#size > MOST_CHARACTERS) {
      this.#size -= this.#steps.shift()?.size ?? 0;
    }
  }
}
