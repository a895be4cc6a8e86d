import type { ProbeOperation } from '../messages.ts';

/** An app's operations are taken regularly; only an app that means harm makes more than this in between. */
const MOST_KEPT = 100_000;

/** The store operations of an app since they were last taken. */
export class KeptOperations {
  readonly #kept: ProbeOperation[] = [];

  keep(more: readonly ProbeOperation[]): void {
    this.#kept.push(...more.slice(0, MOST_KEPT - this.#kept.length));
  }

  take(): ProbeOperation[] {
    return this.#kept.splice(0);
  }
}
