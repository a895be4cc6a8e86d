import { RedisAttempts } from './accounts/limits/redis-attempts.ts';
import type { Stores } from './app.ts';
import { connectToRedis } from './redis/client.ts';
import { setDeadline } from './redis/deadline.ts';
import { RedisStore } from './sessions/store/redis-store.ts';
import { SITE_NAME } from './settings/site.ts';

/** Keeps sessions and counts of failed sign-ins in the Redis at REDIS_URL. They share one connection. */
export async function openStores(env: NodeJS.ProcessEnv): Promise<Stores> {
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
