import { RedisNodes } from './nodes.ts';
import { RefusedReply, toBinary } from './protocol.ts';
import { redisFailure } from './refusal.ts';
import { scan } from './scan.ts';
import type { RedisPlace } from './url.ts';

/**
 * Deletes every key that begins with one of these prefixes.
 *
 * @throws Failure `store-unreadable`
 */
export async function clearRedis(place: RedisPlace, prefixes: readonly string[]): Promise<void> {
  const nodes = new RedisNodes(place);
  try {
    for (const { address } of await nodes.masters()) {
      const connection = await nodes.connection(address);
      const aside = await nodes.aside(address);
      for (const prefix of prefixes) {
        for await (const entries of scan(connection, toBinary(prefix), nodes.setting)) {
          for (const { key } of entries) {
            const reply = await aside.ask('UNLINK', key);
            if (reply instanceof RefusedReply)
              throw redisFailure(reply, connection.address, nodes.setting);
          }
        }
      }
    }
  } finally {
    nodes.close();
  }
}
