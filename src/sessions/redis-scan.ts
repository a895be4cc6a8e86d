import { type RedisConnection, refusal } from './redis-connection.ts';
import { RefusedReply, type Reply } from './redis-protocol.ts';

/** A key, and what Redis answered when it was asked for its value. Both are binary strings. */
export interface Entry {
  key: string;
  value: Reply;
}

/** The keys of a page, and their values as they arrive. */
interface Page {
  /** Where the next page begins; `0` behind the last one. */
  cursor: string;
  keys: string[];
  values: AsyncIterable<Reply[]>;
}

/** The first page is small, so that something is there soon. */
const FIRST_PAGE = 100;
const LARGEST_PAGE = 1_000;
/** So many bytes in a page are enough. */
const PAGE_BYTES = 2 * 1024 * 1024;

/**
 * Reads all keys that begin with a prefix, and their values, in batches. While a page is looked at, Redis works on
 * the next one. A key may be met twice, when Redis reorganises its table meanwhile.
 *
 * @throws Failure `store-unreadable`
 */
export async function* scan(
  connection: RedisConnection,
  prefix: string,
  setting: string,
): AsyncGenerator<Entry[]> {
  const match = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  let count = FIRST_PAGE;

  const request = async (cursor: string): Promise<Page> => {
    const reply = await connection.ask('SCAN', cursor, 'MATCH', match, 'COUNT', String(count));
    if (reply instanceof RefusedReply) throw refusal(reply, connection.place, setting);
    const [next, listed] = Array.isArray(reply) ? reply : [];
    const keys = Array.isArray(listed) ? listed.filter((key) => typeof key === 'string') : [];
    const values = connection.send(keys.map((key) => ['GET', key]));
    return { cursor: String(next ?? '0'), keys, values };
  };

  let coming: Promise<Page> | undefined = request('0');
  while (coming) {
    const { cursor, keys, values }: Page = await coming;
    coming = cursor === '0' ? undefined : request(cursor);
    // If nobody comes to wait for it, nobody needs to hear of its failure.
    coming?.catch(() => {});
    let taken = 0;
    let bytes = 0;
    for await (const replies of values) {
      yield replies.map((value, index) => ({ key: keys[taken + index] ?? '', value }));
      taken += replies.length;
      for (const value of replies) bytes += typeof value === 'string' ? value.length : 0;
    }
    count = pageFor(bytes / Math.max(1, keys.length));
  }
}

function pageFor(meanSize: number): number {
  return Math.min(LARGEST_PAGE, Math.max(1, Math.floor(PAGE_BYTES / Math.max(1, meanSize))));
}
