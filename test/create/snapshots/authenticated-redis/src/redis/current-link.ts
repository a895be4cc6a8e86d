import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE_MS, withoutDeadline } from './deadline.ts';
import type { Link } from './link.ts';

const INTERVAL_MS = 1_000;

/** The connection that everything goes through, until another one has to take its place. */
export class CurrentLink {
  readonly #open: () => Link;
  readonly #troubles = new Set<string>();
  #link: Link;
  #closed = false;

  constructor(open: () => Link) {
    this.#open = open;
    this.#link = open();
  }

  get link(): Link {
    return this.#link;
  }

  /**
   * Tries once a second whether a new connection passes a trial that this one does not: its address, or its cluster, may
   * have another master by now. Meanwhile this one stays, for what it can still do. Each trouble is looked after once.
   */
  replace(trouble: string, trial: (link: Link) => Promise<unknown>, onEnd: () => void): void {
    if (this.#troubles.has(trouble)) return;
    this.#troubles.add(trouble);
    withoutDeadline(async () => {
      let found = false;
      while (!found && !this.#closed) {
        await pause(INTERVAL_MS, undefined, { ref: false });
        found = await this.#tryAnother(trial);
      }
      this.#troubles.delete(trouble);
      if (!this.#closed) onEnd();
    });
  }

  close(): void {
    this.#closed = true;
    this.#link.close();
  }

  async #tryAnother(trial: (link: Link) => Promise<unknown>): Promise<boolean> {
    if (this.#closed) return false;
    const link = this.#open();
    try {
      await standing(link);
      await trial(link);
    } catch {
      link.close();
      return false;
    }
    const old = this.#link;
    this.#link = link;
    // By then, each command that went through it has its reply, or will have none.
    setTimeout(() => old.close(), PATIENCE_MS);
    if (this.#closed) link.close();
    return true;
  }
}

/** Resolves when a connection stands, or has been waited for long enough. */
export function standing({ ready }: Link): Promise<unknown> {
  return Promise.race([ready, pause(PATIENCE_MS, undefined, { ref: false })]);
}
