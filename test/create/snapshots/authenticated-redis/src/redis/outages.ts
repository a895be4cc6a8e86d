import { SilenceError } from './deadline.ts';
import { reasonOf } from './reasons.ts';

/** A connection that was lost, until it is known whether another one can be made. */
interface Loss {
  known: Promise<void>;
  tell: () => void;
}

/** Logs the begin and the end of each outage once, though the client reports every attempt to connect. */
export class OutageLog {
  readonly #connected = new Set<string>();
  readonly #lost = new Map<string, Loss>();
  readonly #out = new Set<string>();

  /** A connection stands. */
  connected(host: string): void {
    this.#connected.add(host);
    this.#settle(host);
    if (this.#out.delete(host)) console.log(`Redis at ${host} answers again.`);
  }

  /** A connection has broken, or could not be made. */
  failed(host: string, error: Error): void {
    const stood = this.#connected.delete(host);
    // Redis may close a connection that was idle. The client connects anew at once: if it can, that was no outage.
    if (stood && !(error instanceof SilenceError)) this.#lose(host);
    else this.#begin(host, error);
  }

  /** Resolves when it is known of each connection that was lost whether there is another one. */
  async settled(): Promise<void> {
    await Promise.all([...this.#lost.values()].map(({ known }) => known));
  }

  #lose(host: string): void {
    let tell = () => {};
    const known = new Promise<void>((resolve) => {
      tell = () => resolve(undefined);
    });
    this.#lost.set(host, { known, tell });
  }

  #settle(host: string): void {
    this.#lost.get(host)?.tell();
    this.#lost.delete(host);
  }

  #begin(host: string, error: Error): void {
    this.#settle(host);
    if (this.#out.has(host)) return;
    this.#out.add(host);
    const { reason, hint } = reasonOf(error);
    console.error(
      `Redis at ${host} does not answer (${reason}). Until it does, pages that need a session answer 503. Check REDIS_URL, and that Redis runs there.${hint}`,
    );
  }
}
