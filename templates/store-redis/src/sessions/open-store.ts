import type { Attempts } from '../accounts/attempts.ts';
import { SharedAttempts } from '../accounts/shared-attempts.ts';
import { connectToRedis, type Redis } from '../redis/client.ts';
import { expiryOf, parseRecord, type SessionStore, type StoredSession } from './session-store.ts';

/** Replaces a value only where it is still the one that was read. Nothing else runs while Redis runs a script. */
const REPLACE_IF_SAME = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/**
 * Keeps sessions in the Redis, or the Redis Cluster, at REDIS_URL: they outlive a restart, and many processes
 * and machines share them. Keys and values are laid out as connect-redis does it, so its tools can read them.
 */
export async function openSessionStore(env: NodeJS.ProcessEnv): Promise<SessionStore> {
  return new RedisStore(await connectToRedis(env), env.REDIS_PREFIX || 'sess:');
}

class RedisStore implements SessionStore {
  readonly description: string;
  readonly attempts: Attempts;
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.description = `in ${redis.place}`;
    this.attempts = new SharedAttempts(redis, `failures:${prefix}`);
  }

  async find(id: string): Promise<StoredSession | undefined> {
    const key = this.#key(id);
    const text = await this.#redis.ask(key, (redis) => redis.get(key));
    return text === null ? undefined : parseRecord(text);
  }

  async create(id: string, record: StoredSession): Promise<void> {
    const key = this.#key(id);
    const text = JSON.stringify(record);
    const value = expiryOf(record);
    await this.#redis.ask(key, (redis) =>
      redis.set(key, text, { expiration: { type: 'PXAT', value } }),
    );
  }

  async update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean> {
    const key = this.#key(id);
    for (;;) {
      const text = await this.#redis.ask(key, (redis) => redis.get(key));
      const record = text === null ? undefined : parseRecord(text);
      if (text === null || !record) return false;
      const changed = change(record);
      const values = [text, JSON.stringify(changed), String(expiryOf(changed))];
      const replaced = await this.#redis.ask(key, (redis) =>
        redis.eval(REPLACE_IF_SAME, { keys: [key], arguments: values }),
      );
      // Otherwise another request was quicker: its change is there now, and this one joins it.
      if (replaced) return true;
    }
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
    const key = this.#key('health');
    await this.#redis.ask(key, (redis) => redis.exists(key));
  }

  async close(): Promise<void> {
    this.#redis.close();
  }

  #key(id: string): string {
    return this.#prefix + id;
  }
}
