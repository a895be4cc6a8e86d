import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How many pages may be open; one more makes the first key invalid. */
const MOST_KEYS = 100;

/**
 * Who may see the page. Its address has a token that works once: the first one to use it gets a key, which the page
 * keeps and sends with each request. A cookie would not be safe: browsers send it to all ports of a host, and so to the
 * app itself.
 */
export class Keys {
  #token = newSecret();
  readonly #keys: string[] = [];

  /** The current token. */
  get token(): string {
    return this.#token;
  }

  /** Exchanges a token for a key, and makes a new token; undefined if it is not the current token. */
  enter(token: string): string | undefined {
    if (!isSame(token, this.#token)) return undefined;
    this.#token = newSecret();
    const key = newSecret();
    this.#keys.push(key);
    if (this.#keys.length > MOST_KEYS) this.#keys.shift();
    return key;
  }

  /** Whether a key was given out. */
  knows(key: string): boolean {
    return this.#keys.some((one) => isSame(one, key));
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in constant time. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
