import { TimeoutError } from './deadline.js';
import { describeError } from './error-text.js';

/**
 * A connection was lost, and it is not known yet whether a new one can be made.
 *
 * @typedef {object} Reconnect
 * @property {Promise<void>} finished
 * @property {() => void} finish
 */

/** Logs when Redis becomes unreachable, and when it answers again: one line each, however often the client retries. */
export class ConnectionLog {
  /** @type {Set<string>} */
  #connected = new Set();
  /** @type {Map<string, Reconnect>} */
  #reconnects = new Map();
  /** @type {Set<string>} */
  #unreachable = new Set();

  /**
   * Whether the log says already that Redis does not answer.
   *
   * @returns {boolean}
   */
  get hasOutage() {
    return this.#unreachable.size > 0;
  }

  /**
   * Call this when a connection has been made.
   *
   * @param {string} host
   */
  connected(host) {
    this.#connected.add(host);
    this.#finishReconnect(host);
    if (this.#unreachable.delete(host)) console.log(`Redis at ${host} answers again.`);
  }

  /**
   * Call this when a connection was lost, or could not be made.
   *
   * @param {string} host
   * @param {Error} error
   */
  failed(host, error) {
    const wasConnected = this.#connected.delete(host);
    // Redis may close an idle connection. The client reconnects at once, and if that works there was no outage.
    if (wasConnected && !(error instanceof TimeoutError)) this.#startReconnect(host);
    else this.#logOutage(host, error);
  }

  /**
   * Resolves when every lost connection has either been made again, or has failed to be.
   *
   * @returns {Promise<void>}
   */
  async reconnected() {
    await Promise.all([...this.#reconnects.values()].map(({ finished }) => finished));
  }

  #startReconnect(host) {
    let finish = () => {};
    const finished = new Promise((resolve) => {
      finish = () => resolve(undefined);
    });
    this.#reconnects.set(host, { finished, finish });
  }

  #finishReconnect(host) {
    this.#reconnects.get(host)?.finish();
    this.#reconnects.delete(host);
  }

  #logOutage(host, error) {
    this.#finishReconnect(host);
    if (this.#unreachable.has(host)) return;
    this.#unreachable.add(host);
    const { reason, hint } = describeError(error);
    console.error(
      `Redis at ${host} does not answer (${reason}). Until it does, pages that need a session answer 503. Check REDIS_URL, and that Redis runs there.${hint}`,
    );
  }
}
