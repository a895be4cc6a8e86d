import { SharedAttempts } from '../accounts/shared-attempts.js';
import { connectToRedis } from '../redis/client.js';
import { setDeadline } from '../redis/deadline.js';
import { get, put } from '../redis/records.js';
import { SITE_NAME } from '../site.js';
import { GroupedChanges } from './grouped-changes.js';
import { expiryOf, parseRecord } from './session-store.js';

/**
 * @import { Redis } from '../redis/client.js'
 * @import { SessionStore } from './session-store.js'
 */

/**
 * Keeps sessions in the Redis, or the Redis Cluster, at REDIS_URL: they outlive a restart, and many processes
 * and machines share them. Keys and values are laid out as connect-redis does it, so its tools can read them.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SessionStore>}
 */
export async function openSessionStore(env) {
  // Another site on this Redis has another name, so neither takes the other's sessions for its own.
  const prefix = env.REDIS_PREFIX || `${SITE_NAME}:sess:`;
  return new RedisStore(await connectToRedis(env, `${prefix}health`), prefix);
}

/** @implements {SessionStore} */
class RedisStore {
  description;
  attempts;
  aroundRequests = setDeadline;
  #redis;
  #prefix;
  #changes;

  /**
   * @param {Redis} redis
   * @param {string} prefix
   */
  constructor(redis, prefix) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#changes = new GroupedChanges(redis);
    this.description = `in ${redis.place}`;
    this.attempts = new SharedAttempts(redis, `failures:${prefix}`);
  }

  async find(id) {
    const key = this.#key(id);
    const text = await this.#redis.ask(key, get(key));
    return text === undefined ? undefined : parseRecord(text);
  }

  async create(id, record) {
    const key = this.#key(id);
    await this.#redis.ask(key, put(key, JSON.stringify(record), expiryOf(record)));
  }

  async update(id, change) {
    return this.#changes.make(this.#key(id), change);
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
    await this.#redis.check();
  }

  async close() {
    this.#redis.close();
  }

  #key(id) {
    return this.#prefix + id;
  }
}
