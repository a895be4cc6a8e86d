import { SharedAttempts } from '../accounts/shared-attempts.js';
import { connectToRedis } from '../redis/client.js';
import { expiryOf, parseRecord } from './session-store.js';

/**
 * @import { Redis } from '../redis/client.js'
 * @import { SessionStore } from './session-store.js'
 */

/** Replaces a value only where it is still the one that was read. Nothing else runs while Redis runs a script. */
const REPLACE_IF_SAME = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/**
 * Keeps sessions in the Redis, or the Redis Cluster, at REDIS_URL: they outlive a restart, and many processes
 * and machines share them. Keys and values are laid out as connect-redis does it, so its tools can read them.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SessionStore>}
 */
export async function openSessionStore(env) {
  return new RedisStore(await connectToRedis(env), env.REDIS_PREFIX || 'sess:');
}

/** @implements {SessionStore} */
class RedisStore {
  description;
  attempts;
  #redis;
  #prefix;

  /**
   * @param {Redis} redis
   * @param {string} prefix
   */
  constructor(redis, prefix) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.description = `in ${redis.place}`;
    this.attempts = (kind) => new SharedAttempts(redis, `failures:${prefix}${kind}:`);
  }

  async find(id) {
    const key = this.#key(id);
    const text = await this.#redis.ask(key, (redis) => redis.get(key));
    return text === null ? undefined : parseRecord(text);
  }

  async create(id, record) {
    const key = this.#key(id);
    const text = JSON.stringify(record);
    const value = expiryOf(record);
    await this.#redis.ask(key, (redis) =>
      redis.set(key, text, { expiration: { type: 'PXAT', value } }),
    );
  }

  async update(id, change) {
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

  async extend(id, expires) {
    await this.update(id, (record) => {
      record.cookie.expires = expires;
      return record;
    });
  }

  async delete(id) {
    const key = this.#key(id);
    return (await this.#redis.ask(key, (redis) => redis.del(key))) > 0;
  }

  async check() {
    const key = this.#key('health');
    await this.#redis.ask(key, (redis) => redis.exists(key));
  }

  async close() {
    this.#redis.close();
  }

  #key(id) {
    return this.#prefix + id;
  }
}
