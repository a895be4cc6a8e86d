import { OutageLog } from '../../sessions/outage-log.js';

/**
 * @import { Redis } from '../../redis/client.js'
 * @import { AttemptStore } from './attempts.js'
 */

// Each count is a Redis hash. The field `all` counts all failures, and there is one more field for each address that
// has a share. Every script returns the time to wait, and 1 if it has counted a failure.

/** Returns the time to wait if the limit is reached. */
const CHECK = `
  local all = tonumber(redis.call('HGET', KEYS[1], 'all') or 0)
  if all >= tonumber(ARGV[1]) then return { math.max(1, redis.call('PTTL', KEYS[1])), 0 } end
`;

const RETURN = 'return { 0, 0 }';

/** Counts a failure, unless the address has used up its share. The first failure sets when the count expires. */
const COUNT = `
  if tonumber(redis.call('HGET', KEYS[1], ARGV[3]) or 0) >= tonumber(ARGV[4]) then return { 0, 0 } end
  redis.call('HINCRBY', KEYS[1], ARGV[3], 1)
  redis.call('HINCRBY', KEYS[1], 'all', 1)
  if all == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return { 0, 1 }
`;

/** Uncounts a failure. If the count has expired meanwhile, HINCRBY creates a new one at -1, which is deleted. */
const UNCOUNT = `
  redis.call('HINCRBY', KEYS[1], ARGV[3], -1)
  if redis.call('HINCRBY', KEYS[1], 'all', -1) <= 0 then redis.call('DEL', KEYS[1]) end
  return { 0, 0 }
`;

/**
 * Counts in Redis, for all processes and machines of the site together.
 *
 * @implements {AttemptStore}
 */
export class RedisAttempts {
  #redis;
  #prefix;
  #outages = new OutageLog('The count of failed sign-ins');

  /**
   * @param {Redis} redis
   * @param {string} prefix what every key starts with
   */
  constructor(redis, prefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async waitMs(limit) {
    const { waitMs } = await this.#run(CHECK + RETURN, limit);
    return waitMs;
  }

  async reserve(limit) {
    const { waitMs, isCounted } = await this.#run(CHECK + COUNT, limit);
    return {
      waitMs,
      cancel: async () => {
        if (isCounted) await this.#run(UNCOUNT, limit);
      },
    };
  }

  async #run(script, limit) {
    const key = this.#prefix + limit.key;
    const { max, windowMs, share = { key: 'share', max } } = limit;
    const values = [max, windowMs, share.key, share.max].map(String);
    // If failures cannot be counted, nobody may guess.
    const reply = await this.#outages.watch('writing', () =>
      this.#redis.send(key, (commands) =>
        commands.eval(script, { keys: [key], arguments: values }),
      ),
    );
    const [waitMs = 0, counted = 0] = Array.isArray(reply) ? reply.map(Number) : [];
    return { waitMs, isCounted: counted === 1 };
  }
}
