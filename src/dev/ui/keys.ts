import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** So many pages may be open; whoever opens more shuts out the first. */
const MOST_KEYS = 100;

/**
 * Who may see the page. Its address has a token that is good for one time: whoever comes first gets a key for it, which
 * the page keeps to itself and sends along. A cookie would not do: browsers send it to all ports of a host, so also to the
 * app that is looked at.
 */
export class Keys {
  #token = newSecret();
  readonly #keys: string[] = [];

  /** The token that is good now. */
  get token(): string {
    return this.#token;
  }

  /** A key for a token, which is good for nothing from then on; undefined where it is another one. */
  enter(token: string): string | undefined {
    if (!isSame(token, this.#token)) return undefined;
    this.#token = newSecret();
    const key = newSecret();
    this.#keys.push(key);
    if (this.#keys.length > MOST_KEYS) this.#keys.shift();
    return key;
  }

  /** Whether it is one of those that were given out. */
  knows(key: string): boolean {
    return this.#keys.some((one) => isSame(one, key));
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** In a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
