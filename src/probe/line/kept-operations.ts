import type { ProbeOperation } from '../messages.ts';

/** What an app asks of its store is counted now and then; whoever asks for more in between only wants to be a nuisance. */
const MOST_KEPT = 100_000;

/** What an app has asked of its store since somebody took it. */
export class KeptOperations {
  readonly #kept: ProbeOperation[] = [];

  keep(more: readonly ProbeOperation[]): void {
    this.#kept.push(...more.slice(0, MOST_KEPT - this.#kept.length));
  }

  take(): ProbeOperation[] {
    return this.#kept.splice(0);
  }
}
