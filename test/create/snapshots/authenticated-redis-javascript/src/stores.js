import { RedisAttempts } from './accounts/limits/redis-attempts.js';
import { connectToRedis } from './redis/client.js';
import { setDeadline } from './redis/deadline.js';
import { RedisStore } from './sessions/store/redis-store.js';
import { SITE_NAME } from './settings/site.js';

/** @import { Stores } from './app.js' */

/**
 * Keeps sessions and counts of failed sign-ins in the Redis at REDIS_URL. They share one connection.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Stores>}
 */
export async function openStores(env) {
  // The site's name keeps its keys apart from those of other sites in the same Redis.
  const prefix = env.REDIS_PREFIX || `${SITE_NAME}:sess:`;
  const redis = await connectToRedis(env, `${prefix}health`);
  return {
    sessions: new RedisStore(redis, prefix),
    attempts: new RedisAttempts(redis, `failures:${prefix}`),
    middleware: setDeadline,
    close: async () => redis.close(),
  };
}
