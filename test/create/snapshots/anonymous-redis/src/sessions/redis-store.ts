import type { Redis } from '../redis/client.ts';
import { get, set } from '../redis/commands.ts';
import { BatchedUpdates } from './batched-updates.ts';
import { expiryOf, parseSession, type SessionStore, type StoredSession } from './session-store.ts';

/**
 * Keeps sessions in Redis. They survive a restart, and any number of processes and machines can share them. Keys and
 * values have the same form as with connect-redis, so its tools can read them.
 */
export class RedisStore implements SessionStore {
  readonly description: string;
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #updates: BatchedUpdates;

  /** @param prefix what every key starts with */
  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#updates = new BatchedUpdates(redis);
    this.description = `in ${redis.description}`;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    const key = this.#key(id);
    const json = await this.#redis.send(key, get(key));
    return json === undefined ? undefined : parseSession(json);
  }

  async create(id: string, session: StoredSession): Promise<void> {
    const key = this.#key(id);
    await this.#redis.send(key, set(key, JSON.stringify(session), expiryOf(session)));
  }

  async update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean> {
    return this.#updates.update(this.#key(id), change);
  }

  async extend(id: string, expires: Date): Promise<void> {
    await this.update(id, (session) => {
      session.cookie.expires = expires;
      return session;
    });
  }

  async delete(id: string): Promise<boolean> {
    const key = this.#key(id);
    return (await this.#redis.send(key, (commands) => commands.del(key))) > 0;
  }

  async check(): Promise<void> {
    await this.#redis.check();
  }

  #key(id: string): string {
    return this.#prefix + id;
  }
}
