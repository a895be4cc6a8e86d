import { Failure } from '../../failure.ts';
import type { RedisConnection } from './connection.ts';
import type { Reply } from './protocol.ts';

/** Before so many pages, the number of keys is not asked for: a table that has become sparse has empty pages. */
const UNSUSPICIOUS = 20_000;
/** Redis may list a key again while it reorganises its table. */
const PAGES_PER_KEY = 10;
/** No Redis has so many pages, whatever it says. */
const MOST_PAGES = 10_000_000;

/** Makes sure that a listing ends, whatever a server answers. A page has at least one key, or is empty. */
export class ScanEnd {
  readonly #connection: RedisConnection;
  readonly #setting: string;
  #pages = 0;
  #allowed = UNSUSPICIOUS;
  /** A cursor to compare with, and when a later one replaces it: so a cycle of any length is found. */
  #met = '';
  #until = 1;

  constructor(connection: RedisConnection, setting: string) {
    this.#connection = connection;
    this.#setting = setting;
  }

  /** The command to send with the next page. */
  get question(): string[][] {
    return this.#pages + 1 >= this.#allowed ? [['DBSIZE']] : [];
  }

  /**
   * Checks each page's cursor, and the reply to the command that was sent with it.
   *
   * @throws Failure `store-unreadable` if the listing repeats itself, or is longer than the number of keys allows
   */
  check(cursor: string, keys?: Reply): void {
    this.#pages += 1;
    // Redis never returns to the same cursor: https://redis.io/docs/latest/commands/scan/
    if (cursor === this.#met) throw this.#endless();
    if (this.#pages === this.#until) {
      this.#met = cursor;
      this.#until *= 2;
    }
    if (keys === undefined) return;
    // If the question is not allowed, there is another limit.
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
