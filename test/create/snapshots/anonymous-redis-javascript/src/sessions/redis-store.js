import { get, set } from '../redis/commands.js';
import { BatchedUpdates } from './batched-updates.js';
import { expiryOf, parseSession } from './session-store.js';

/**
 * @import { Redis } from '../redis/client.js'
 * @import { SessionStore } from './session-store.js'
 */

/**
 * Keeps sessions in Redis. They survive a restart, and any number of processes and machines can share them. Keys and
 * values have the same form as with connect-redis, so its tools can read them.
 *
 * @implements {SessionStore}
 */
export class RedisStore {
  description;
  #redis;
  #prefix;
  #updates;

  /**
   * @param {Redis} redis
   * @param {string} prefix what every key starts with
   */
  constructor(redis, prefix) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#updates = new BatchedUpdates(redis);
    this.description = `in ${redis.description}`;
  }

  async find(id) {
    const key = this.#key(id);
    const json = await this.#redis.send(key, get(key));
    return json === undefined ? undefined : parseSession(json);
  }

  async create(id, session) {
    const key = this.#key(id);
    await this.#redis.send(key, set(key, JSON.stringify(session), expiryOf(session)));
  }

  async update(id, change) {
    return this.#updates.update(this.#key(id), change);
  }

  async extend(id, expires) {
    await this.update(id, (session) => {
      session.cookie.expires = expires;
      return session;
    });
  }

  async delete(id) {
    const key = this.#key(id);
    return (await this.#redis.send(key, (commands) => commands.del(key))) > 0;
  }

  async check() {
    await this.#redis.check();
  }

  #key(id) {
    return this.#prefix + id;
  }
}
