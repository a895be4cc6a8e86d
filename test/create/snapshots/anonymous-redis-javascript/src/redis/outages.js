import { SilenceError } from './deadline.js';
import { reasonOf } from './reasons.js';

/**
 * A connection that was lost, until it is known whether another one can be made.
 *
 * @typedef {object} Loss
 * @property {Promise<void>} known
 * @property {() => void} tell
 */

/** Logs the begin and the end of each outage once, though the client reports every attempt to connect. */
export class OutageLog {
  /** @type {Set<string>} */
  #connected = new Set();
  /** @type {Map<string, Loss>} */
  #lost = new Map();
  /** @type {Set<string>} */
  #out = new Set();

  /**
   * A connection stands.
   *
   * @param {string} host
   */
  connected(host) {
    this.#connected.add(host);
    this.#settle(host);
    if (this.#out.delete(host)) console.log(`Redis at ${host} answers again.`);
  }

  /**
   * A connection has broken, or could not be made.
   *
   * @param {string} host
   * @param {Error} error
   */
  failed(host, error) {
    const stood = this.#connected.delete(host);
    // Redis may close a connection that was idle. The client connects anew at once: if it can, that was no outage.
    if (stood && !(error instanceof SilenceError)) this.#lose(host);
    else this.#begin(host, error);
  }

  /**
   * Resolves when it is known of each connection that was lost whether there is another one.
   *
   * @returns {Promise<void>}
   */
  async settled() {
    await Promise.all([...this.#lost.values()].map(({ known }) => known));
  }

  #lose(host) {
    let tell = () => {};
    const known = new Promise((resolve) => {
      tell = () => resolve(undefined);
    });
    this.#lost.set(host, { known, tell });
  }

  #settle(host) {
    this.#lost.get(host)?.tell();
    this.#lost.delete(host);
  }

  #begin(host, error) {
    this.#settle(host);
    if (this.#out.has(host)) return;
    this.#out.add(host);
    const { reason, hint } = reasonOf(error);
    console.error(
      `Redis at ${host} does not answer (${reason}). Until it does, pages that need a session answer 503. Check REDIS_URL, and that Redis runs there.${hint}`,
    );
  }
}
