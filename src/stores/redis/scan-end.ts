import { Failure } from '../../failure.ts';
import type { RedisConnection } from './connection.ts';
import type { Reply } from './protocol.ts';

/** Before so many pages, nobody is asked whether there can be as many: a table that has become sparse has empty ones. */
const UNSUSPICIOUS = 20_000;
/** Redis lists a key again where it reorganises its table. */
const PAGES_PER_KEY = 10;
/** No Redis has so many keys, whatever it says. */
const MOST_PAGES = 10_000_000;

/** Sees to it that a listing ends, whatever a server answers. A page of keys has one key at least, or is empty. */
export class ScanEnd {
  readonly #connection: RedisConnection;
  readonly #setting: string;
  #pages = 0;
  #allowed = UNSUSPICIOUS;
  /** A cursor that was met, and when it makes room for a later one: a circle of any length is met in the end. */
  #met = '';
  #until = 1;

  constructor(connection: RedisConnection, setting: string) {
    this.#connection = connection;
    this.#setting = setting;
  }

  /** What to ask along with the next page. */
  get question(): string[][] {
    return this.#pages + 1 >= this.#allowed ? [['DBSIZE']] : [];
  }

  /**
   * Is told of each page's cursor, and of the answer to the question that was asked along.
   *
   * @throws Failure `store-unreadable` where the listing goes round in circles, or on for longer than there are keys
   */
  check(cursor: string, keys?: Reply): void {
    this.#pages += 1;
    // Redis never comes to a place twice: https://redis.io/docs/latest/commands/scan/
    if (cursor === this.#met) throw this.#endless();
    if (this.#pages === this.#until) {
      this.#met = cursor;
      this.#until *= 2;
    }
    if (keys === undefined) return;
    // Who may not ask is not told, and goes on.
    const most = typeof keys === 'number' ? PAGES_PER_KEY * keys + UNSUSPICIOUS : MOST_PAGES;
    this.#allowed = Math.min(most, MOST_PAGES);
    if (this.#pages >= this.#allowed) throw this.#endless();
  }

  #endless(): Failure {
    return new Failure(
      'store-unreadable',
      `Redis at ${this.#connection.place} lists its keys without an end. Check that ${this.#setting} names a Redis.`,
    );
  }
}
