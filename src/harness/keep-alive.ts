import { Connection } from './connection.ts';
import type { Incoming, Outgoing, Sender } from './http.ts';

/** Node closes a connection that was idle for five seconds; no request must be on its way then. */
const LONGEST_IDLE_MS = 2_000;

/**
 * Does what `Client` does, for many requests over plain HTTP, with less work for each: a request is one write, and
 * there are no streams, agents or timers of its own.
 */
export class KeepAliveClient implements Sender {
  readonly #timeout: number;
  readonly #all = new Set<Connection>();
  /** By origin; the one that was used last comes last. */
  readonly #idle = new Map<string, Connection[]>();
  #closed = false;

  /** @param timeout how long the other side may be silent, in milliseconds */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  async send(outgoing: Outgoing): Promise<Incoming> {
    if (this.#closed) throw new Error('the client was closed');
    return this.#connectionTo(outgoing.url).send(outgoing);
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#all) connection.close();
  }

  #connectionTo(url: URL): Connection {
    const { origin } = url;
    const idle = this.#idle.get(origin) ?? [];
    this.#idle.set(origin, idle);
    for (let last = idle.pop(); last; last = idle.pop()) {
      if (last.isOpen && performance.now() - last.usedAt < LONGEST_IDLE_MS) return last;
      last.close();
    }
    const connection: Connection = new Connection(url, this.#timeout, {
      onIdle: () => idle.push(connection),
      onClose: () => this.#all.delete(connection),
    });
    this.#all.add(connection);
    return connection;
  }
}
