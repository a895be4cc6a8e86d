import { Failure } from '../../failure.ts';
import type { Filter } from '../../sessions/filter.ts';
import type { Session } from '../../sessions/session.ts';
import type { Destruction, SessionStore, StoreReadOptions } from '../store.ts';
import type { RedisConnection } from './connection.ts';
import { RedisNodes } from './nodes.ts';
import { RefusedReply, type Reply, toBinary } from './protocol.ts';
import { readRedisBatches } from './read.ts';
import { refusal } from './refusal.ts';
import { recordsOf } from './sessions.ts';
import { DEFAULT_PREFIX, type RedisPlace } from './url.ts';

/** So often is a session looked at anew that changes while it is to be destroyed. */
const MOST_TRIES = 1_000;

/** The sessions in a Redis or a Redis Cluster, in the layout of connect-redis. */
export class RedisStore implements SessionStore {
  readonly name: string;
  readonly #place: RedisPlace;
  readonly #nodes: RedisNodes;
  readonly #signal: AbortSignal | undefined;

  /** @throws Failure `usage` where the address is none */
  constructor(place: RedisPlace, signal?: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
    this.#nodes = new RedisNodes(place, signal);
    this.name = `redis ${this.#nodes.place} ${place.prefix ?? DEFAULT_PREFIX}`;
  }

  read(options: StoreReadOptions): AsyncIterable<Session[]> {
    return readRedisBatches(this.#place, { ...options, signal: options.signal ?? this.#signal });
  }

  async find(sessionId: string): Promise<Session | undefined> {
    return this.#readOne(toBinary(`${this.#place.prefix ?? DEFAULT_PREFIX}${sessionId}`));
  }

  async withTimes(records: Session[]): Promise<Session[]> {
    const exact = await Promise.all(records.map(({ key = '' }) => this.#readOne(key)));
    // What has gone meanwhile is shown as it was.
    return records.map((record, index) => exact[index] ?? record);
  }

  async destroy(record: Session, isMeant: Filter): Promise<Destruction> {
    const { key = '' } = record;
    const connection = await this.#nodes.connectionFor(key);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      await this.#ask(connection, 'WATCH', key);
      const now = await this.#readOne(key, connection);
      if (!now || !isMeant(now)) {
        await this.#ask(connection, 'UNWATCH');
        return now ? 'kept' : 'gone';
      }
      await this.#ask(connection, 'MULTI');
      await this.#ask(connection, 'DEL', key);
      // Null: somebody wrote it meanwhile.
      if ((await this.#ask(connection, 'EXEC')) !== null) return 'destroyed';
    }
    return 'kept';
  }

  close(): void {
    this.#nodes.close();
  }

  async #readOne(key: string, connection?: RedisConnection): Promise<Session | undefined> {
    const from = connection ?? (await this.#nodes.connectionFor(key));
    const value = await from.ask('GET', key);
    const [record] = await recordsOf([{ key, value }], from, this.#nodes, this.#place, {
      exactTimes: true,
    });
    return record;
  }

  async #ask(connection: RedisConnection, ...command: string[]): Promise<Reply> {
    const reply = await connection.ask(...command);
    if (!(reply instanceof RefusedReply)) return reply;
    throw new Failure(
      'cannot-write',
      refusal(reply, connection.address, this.#nodes.setting).message,
    );
  }
}
