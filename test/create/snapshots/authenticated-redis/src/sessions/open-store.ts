import type { Attempts } from '../accounts/attempts.ts';
import { SharedAttempts } from '../accounts/shared-attempts.ts';
import { connectToRedis, type Redis } from '../redis/client.ts';
import { setDeadline } from '../redis/deadline.ts';
import { get, put } from '../redis/records.ts';
import { SITE_NAME } from '../site.ts';
import { GroupedChanges } from './grouped-changes.ts';
import { expiryOf, parseRecord, type SessionStore, type StoredSession } from './session-store.ts';

/**
 * Keeps sessions in the Redis, or the Redis Cluster, at REDIS_URL: they outlive a restart, and many processes
 * and machines share them. Keys and values are laid out as connect-redis does it, so its tools can read them.
 */
export async function openSessionStore(env: NodeJS.ProcessEnv): Promise<SessionStore> {
  // Another site on this Redis has another name, so neither takes the other's sessions for its own.
  const prefix = env.REDIS_PREFIX || `${SITE_NAME}:sess:`;
  return new RedisStore(await connectToRedis(env, `${prefix}health`), prefix);
}

class RedisStore implements SessionStore {
  readonly description: string;
  readonly attempts: Attempts;
  readonly aroundRequests = setDeadline;
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #changes: GroupedChanges;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#changes = new GroupedChanges(redis);
    this.description = `in ${redis.place}`;
    this.attempts = new SharedAttempts(redis, `failures:${prefix}`);
  }

  async find(id: string): Promise<StoredSession | undefined> {
    const key = this.#key(id);
    const text = await this.#redis.ask(key, get(key));
    return text === undefined ? undefined : parseRecord(text);
  }

  async create(id: string, record: StoredSession): Promise<void> {
    const key = this.#key(id);
    await this.#redis.ask(key, put(key, JSON.stringify(record), expiryOf(record)));
  }

  async update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean> {
    return this.#changes.make(this.#key(id), change);
  }

  async extend(id: string, expires: Date): Promise<void> {
    await this.update(id, (record) => {
      record.cookie.expires = expires;
      return record;
    });
  }

  async delete(id: string): Promise<boolean> {
    const key = this.#key(id);
    return (await this.#redis.ask(key, (redis) => redis.del(key))) > 0;
  }

  async check(): Promise<void> {
    await this.#redis.check();
  }

  async close(): Promise<void> {
    this.#redis.close();
  }

  #key(id: string): string {
    return this.#prefix + id;
  }
}
