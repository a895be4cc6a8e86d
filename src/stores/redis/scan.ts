import type { RedisConnection } from './connection.ts';
import { RefusedReply, type Reply } from './protocol.ts';
import { redisFailure, unreachable } from './refusal.ts';
import { ScanEnd } from './scan-end.ts';

/** A key, and the reply of Redis for its value. Both are binary strings. */
export interface ScannedKey {
  key: string;
  value: Reply;
}

/** Some of the keys, as Redis lists them. */
interface Page {
  /** Where the next page begins; `0` after the last one. */
  cursor: string;
  keys: string[];
}

/** The first pages are small, so that the first result comes soon. */
const FIRST_PAGE = 50;
const LARGEST_PAGE = 1_000;
/** A number of 64 bits. */
const CURSOR = /^\d{1,20}$/;
/** How many bytes a page should have. */
const PAGE_BYTES = 2 * 1024 * 1024;

/**
 * Reads all keys with a prefix, and their values, in batches. While a page is processed, Redis fetches the values of
 * the next one, and has listed the one after that. A key may come twice, if Redis reorganises its table meanwhile.
 *
 * @param prefix its bytes, as characters
 * @throws Failure `store-unreadable`, also where the listing has no end
 */
export async function* scan(
  connection: RedisConnection,
  prefix: string,
  setting: string,
): AsyncGenerator<ScannedKey[]> {
  const match = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  const end = new ScanEnd(connection, setting);
  let count = FIRST_PAGE;

  const list = async (cursor: string): Promise<Page> => {
    const [reply, total] = await connection.askAll([
      ['SCAN', cursor, 'MATCH', match, 'COUNT', String(count)],
      ...end.question,
    ]);
    if (reply instanceof RefusedReply) throw redisFailure(reply, connection.address, setting);
    const [next, listed] = Array.isArray(reply) ? reply : [];
    if (typeof next !== 'string' || !CURSOR.test(next) || !Array.isArray(listed)) {
      throw unreachable(connection.place, 'it lists no keys when asked for them', setting);
    }
    if (next !== '0') end.check(next, total);
    const keys = listed.filter((key) => typeof key === 'string');
    // The server may return other keys, and these must not be destroyed.
    return { cursor: next, keys: keys.filter((key) => key.startsWith(prefix)) };
  };

  async function* read(
    { keys }: Page,
    values: AsyncIterable<Reply[]>,
  ): AsyncGenerator<ScannedKey[]> {
    let taken = 0;
    let bytes = 0;
    for await (const replies of values) {
      yield replies.map((value, index) => ({ key: keys[taken + index] ?? '', value }));
      taken += replies.length;
      for (const value of replies) bytes += typeof value === 'string' ? value.length : 0;
    }
    count = pageFor(bytes / Math.max(1, keys.length));
  }

  let listing: Promise<Page> | undefined = list('0');
  let reading: AsyncGenerator<ScannedKey[]> | undefined;
  while (listing || reading) {
    const page: Page | undefined = await listing;
    listing = page && page.cursor !== '0' ? list(page.cursor) : undefined;
    // If the caller stops, nobody needs the error.
    listing?.catch(() => {});
    const next = page && read(page, connection.send(page.keys.map((key) => ['GET', key])));
    if (reading) yield* reading;
    reading = next;
  }
}

function pageFor(meanSize: number): number {
  return Math.min(LARGEST_PAGE, Math.max(1, Math.floor(PAGE_BYTES / Math.max(1, meanSize))));
}
