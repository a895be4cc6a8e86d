import { TimeoutError } from './deadline.ts';
import { describeError } from './error-text.ts';

/** A connection was lost, and it is not known yet whether a new one can be made. */
interface Reconnect {
  finished: Promise<void>;
  finish: () => void;
}

/** Logs when Redis becomes unreachable, and when it answers again: one line each, however often the client retries. */
export class ConnectionLog {
  readonly #connected = new Set<string>();
  readonly #reconnects = new Map<string, Reconnect>();
  readonly #unreachable = new Set<string>();

  /** Whether the log says already that Redis does not answer. */
  get hasOutage(): boolean {
    return this.#unreachable.size > 0;
  }

  /** Call this when a connection has been made. */
  connected(host: string): void {
    this.#connected.add(host);
    this.#finishReconnect(host);
    if (this.#unreachable.delete(host)) console.log(`Redis at ${host} answers again.`);
  }

  /** Call this when a connection was lost, or could not be made. */
  failed(host: string, error: Error): void {
    const wasConnected = this.#connected.delete(host);
    // Redis may close an idle connection. The client reconnects at once, and if that works there was no outage.
    if (wasConnected && !(error instanceof TimeoutError)) this.#startReconnect(host);
    else this.#logOutage(host, error);
  }

  /** Resolves when every lost connection has either been made again, or has failed to be. */
  async reconnected(): Promise<void> {
    await Promise.all([...this.#reconnects.values()].map(({ finished }) => finished));
  }

  #startReconnect(host: string): void {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = () => resolve(undefined);
    });
    this.#reconnects.set(host, { finished, finish });
  }

  #finishReconnect(host: string): void {
    this.#reconnects.get(host)?.finish();
    this.#reconnects.delete(host);
  }

  #logOutage(host: string, error: Error): void {
    this.#finishReconnect(host);
    if (this.#unreachable.has(host)) return;
    this.#unreachable.add(host);
    const { reason, hint } = describeError(error);
    console.error(
      `Redis at ${host} does not answer (${reason}). Until it does, pages that need a session answer 503. Check REDIS_URL, and that Redis runs there.${hint}`,
    );
  }
}
