import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { COMMAND_TIMEOUT_MS, withoutDeadline } from './deadline.ts';

const RETRY_INTERVAL_MS = 1_000;

/** The connection that the site uses. It can be replaced by a new one. */
export class ActiveConnection {
  readonly #open: () => Connection;
  readonly #problems = new Set<string>();
  #connection: Connection;
  #closed = false;

  constructor(open: () => Connection) {
    this.#open = open;
    this.#connection = open();
  }

  get current(): Connection {
    return this.#connection;
  }

  /**
   * Opens a new connection once a second until one passes a test, and then uses that one. This helps when another
   * machine has become the master. Until then, the old connection stays in use, for whatever it can still do. Nothing
   * happens if the same problem is being solved already.
   */
  replace(
    problem: string,
    test: (connection: Connection) => Promise<unknown>,
    onReplaced: () => void,
  ): void {
    if (this.#problems.has(problem)) return;
    this.#problems.add(problem);
    withoutDeadline(async () => {
      let replaced = false;
      while (!replaced && !this.#closed) {
        await sleep(RETRY_INTERVAL_MS, undefined, { ref: false });
        replaced = await this.#tryToReplace(test);
      }
      this.#problems.delete(problem);
      if (!this.#closed) onReplaced();
    });
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  async #tryToReplace(test: (connection: Connection) => Promise<unknown>): Promise<boolean> {
    if (this.#closed) return false;
    const connection = this.#open();
    try {
      await waitUntilReady(connection);
      await test(connection);
    } catch {
      connection.close();
      return false;
    }
    const old = this.#connection;
    this.#connection = connection;
    // By then, every command that the old connection sent has its reply or has timed out.
    setTimeout(() => old.close(), COMMAND_TIMEOUT_MS);
    if (this.#closed) connection.close();
    return true;
  }
}

/** Waits until a connection is ready, but no longer than a command may take. The result says whether it is. */
export function waitUntilReady({ ready }: Connection): Promise<boolean> {
  const isReady = ready.then(() => true);
  return Promise.race([isReady, sleep(COMMAND_TIMEOUT_MS, false, { ref: false })]);
}
