import { errorCode } from '../../failure.ts';
import type { SiteGuard } from '../on-site.ts';
import { Connection } from './connection.ts';
import type { Request, Response, Sender } from './http.ts';

/** Node closes a connection that was idle for five seconds. No request must be on its way then. */
const LONGEST_IDLE_MS = 2_000;

/**
 * Does what `Client` does, for many requests over plain HTTP, with less work for each: a request is one write, and
 * there are no streams, agents or timers of its own.
 */
export class KeepAliveClient implements Sender {
  readonly #timeout: number;
  readonly #guard: SiteGuard;
  readonly #spare: number;
  readonly #all = new Set<Connection>();
  /** By the two ends; the one that was used last comes last, and the first is taken. */
  readonly #idle = new Map<string, Connection[]>();
  #closed = false;

  /**
   * @param timeout how long a response may take, from the request to its end, in milliseconds
   * @param guard refuses what would go to anybody else
   * @param spare how many connections more than are needed are kept, and used in turn: a site in several processes then
   *   has a visitor's next request answered by another one, as it happens to browsers
   */
  constructor(timeout: number, guard: SiteGuard, spare = 0) {
    this.#timeout = timeout;
    this.#guard = guard;
    this.#spare = spare;
  }

  /** Resolves at the response's headers. A GET that met the end of a kept-alive connection is sent once more. */
  async send(request: Request): Promise<Response> {
    if (this.#closed) throw new Error('the client was closed');
    this.#guard(request.url);
    const idle = this.#idleTo(request);
    if (!idle) return this.#open(request).send(request);
    try {
      return await idle.send(request);
    } catch (error) {
      const stale = request.method === 'GET' && errorCode(error) === 'ECONNRESET';
      if (!stale || this.#closed) throw error;
      return this.#open(request).send(request);
    }
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#all) connection.close();
  }

  #idleTo(request: Request): Connection | undefined {
    const idle = this.#idle.get(lineOf(request)) ?? [];
    if (idle.length < this.#spare) return undefined;
    for (let first = idle.shift(); first; first = idle.shift()) {
      if (first.isOpen && performance.now() - first.usedAt < LONGEST_IDLE_MS) return first;
      first.close();
    }
    return undefined;
  }

  #open(request: Request): Connection {
    const line = lineOf(request);
    const idle = this.#idle.get(line) ?? [];
    this.#idle.set(line, idle);
    const connection: Connection = new Connection(request, this.#timeout, {
      onIdle: () => idle.push(connection),
      onClose: () => this.#all.delete(connection),
    });
    this.#all.add(connection);
    return connection;
  }
}

function lineOf({ url, from = '' }: Request): string {
  return `${from} ${url.origin}`;
}
