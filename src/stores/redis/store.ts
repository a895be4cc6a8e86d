import { Failure } from '../../failure.ts';
import type { Filter } from '../../sessions/filter.ts';
import type { Session } from '../../sessions/session.ts';
import type { Destruction, SessionStore, StoreReadOptions } from '../store.ts';
import type { RedisConnection } from './connection.ts';
import { RedisNodes } from './nodes.ts';
import { RefusedReply, type Reply, toBinary } from './protocol.ts';
import { readRedisBatches } from './read.ts';
import { redisFailure } from './refusal.ts';
import { sessionsOf } from './sessions.ts';
import { DEFAULT_PREFIX, type RedisPlace } from './url.ts';

/** How often a session is read again if it changes while it is to be destroyed. */
const MOST_TRIES = 1_000;

/** The sessions in a Redis or a Redis Cluster, in the layout of connect-redis. */
export class RedisStore implements SessionStore {
  readonly name: string;
  readonly #place: RedisPlace;
  readonly #nodes: RedisNodes;
  readonly #signal: AbortSignal | undefined;

  /** @throws Failure `usage` if the address is invalid */
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

  async sessionsOf(user: string): Promise<Session[] | undefined> {
    const prefix = toBinary(this.#place.prefix ?? DEFAULT_PREFIX);
    const key = `users:${prefix}${toBinary(user)}`;
    const ids = await (await this.#nodes.connectionFor(key)).ask('HKEYS', key);
    // If the index is empty, the sessions may be those of another store, which keeps no index.
    if (!Array.isArray(ids) || ids.length === 0) return undefined;
    const found = await Promise.all(ids.map((id) => this.#readOne(`${prefix}${id}`)));
    return found.filter((session) => session !== undefined);
  }

  async withTimes(sessions: Session[]): Promise<Session[]> {
    const exact = await Promise.all(sessions.map(({ key = '' }) => this.#readOne(key)));
    // If a session has gone meanwhile, it is shown as it was.
    return sessions.map((session, index) => exact[index] ?? session);
  }

  async destroy(session: Session, isMeant: Filter): Promise<Destruction> {
    const { key = '' } = session;
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
      // Null means that somebody has written it meanwhile.
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
    const [session] = await sessionsOf([{ key, value }], from, this.#nodes, this.#place, {
      exactTimes: true,
    });
    return session;
  }

  async #ask(connection: RedisConnection, ...command: string[]): Promise<Reply> {
    const reply = await connection.ask(...command);
    if (!(reply instanceof RefusedReply)) return reply;
    throw new Failure(
      'cannot-write',
      redisFailure(reply, connection.address, this.#nodes.setting).message,
    );
  }
}
