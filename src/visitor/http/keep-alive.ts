import { errorCode } from '../../failure.ts';
import type { SiteGuard } from '../on-site.ts';
import { Connection } from './connection.ts';
import type { Request, Response, Sender } from './http.ts';

/** Node closes a connection that was idle for five seconds. A request must not be sent then. */
const LONGEST_IDLE_MS = 2_000;

/**
 * Does the same as `Client`, for many requests over plain HTTP, with less work for each: a request is one write, and
 * there are no streams or agents, and no timer for each request.
 */
export class KeepAliveClient implements Sender {
  readonly #timeout: number;
  readonly #guard: SiteGuard;
  readonly #spare: number;
  readonly #all = new Set<Connection>();
  /** By the two ends; the one that was used last is at the end, and the first one is taken. */
  readonly #idle = new Map<string, Connection[]>();
  #closed = false;

  /**
   * @param timeout how long a response may take, from the request to its end, in milliseconds
   * @param guard throws if a request would leave the site
   * @param spare how many connections more than necessary are kept, and used in turn: if a site has several processes,
   *   another one then answers a visitor's next request, as it happens with browsers
   */
  constructor(timeout: number, guard: SiteGuard, spare = 0) {
    this.#timeout = timeout;
    this.#guard = guard;
    this.#spare = spare;
  }

  /** Resolves at the response's headers. If the server closes a kept-alive connection, a GET is sent again. */
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
