import { Failure } from '../../failure.ts';
import { DigestSet } from '../../sessions/digest-set.ts';
import type { Session } from '../../sessions/session.ts';
import type { StoreReadOptions } from '../store.ts';
import type { RedisConnection } from './connection.ts';
import { RedisNodes } from './nodes.ts';
import { toBinary } from './protocol.ts';
import { type ScannedKey, scan } from './scan.ts';
import { sessionsOf } from './sessions.ts';
import type { Master } from './topology.ts';
import { DEFAULT_PREFIX, hostOf, type RedisPlace } from './url.ts';

/** How often a cluster that is moving keys is read again, so that none is missed. */
const MOST_ROUNDS = 5;

/**
 * Reads the sessions in a Redis or a Redis Cluster, in the layout of connect-redis, page by page: nothing is written,
 * touched or extended. No session is yielded twice, and none is left out that was there all the time. They are yielded
 * in batches, because waiting for each would take longer than reading it.
 *
 * @throws Failure `usage` if the address is invalid, `store-unreadable` if Redis cannot be reached, refuses, or stops
 *   answering; in a cluster, after the sessions of the other nodes
 */
export async function* readRedisBatches(
  place: RedisPlace,
  options: StoreReadOptions,
): AsyncGenerator<Session[]> {
  const nodes = new RedisNodes(place, options.signal);
  const seen = new DigestSet();
  try {
    let masters = await nodes.masters();
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const before = seen.size;
      for await (const { connection, entries } of readEach(masters, nodes, place)) {
        const sessions = await sessionsOf(entries, connection, nodes, place, options);
        yield sessions.filter(({ digest }) => seen.add(digest));
      }
      const now = await nodes.masters();
      const isMoving = [...masters, ...now].some(({ moving }) => moving !== '');
      const isSettled = layoutOf(now) === layoutOf(masters) && !isMoving;
      if (isSettled || (round > 1 && seen.size === before)) break;
      masters = now;
    }
  } finally {
    nodes.close();
  }
}

/** What was read from one server. */
interface Entries {
  connection: RedisConnection;
  entries: ScannedKey[];
}

/** Reads one server after another. If one fails, the others are still read, and the error comes at the end. */
async function* readEach(
  masters: Master[],
  nodes: RedisNodes,
  { prefix = DEFAULT_PREFIX }: RedisPlace,
): AsyncGenerator<Entries> {
  const failures: Failure[] = [];
  for (const { address } of masters) {
    try {
      const connection = await nodes.connection(address);
      for await (const entries of scan(connection, toBinary(prefix), nodes.setting)) {
        yield { connection, entries };
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  if (failures[0]) throw failures[0];
}

function layoutOf(masters: Master[]): string {
  return masters.map(({ address, slots }) => `${hostOf(address)} ${slots}`).join('\n');
}
