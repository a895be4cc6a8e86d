import { HttpError } from '../errors.js';

/**
 * @import { Redis } from '../redis/client.js'
 * @import { Attempts } from './attempts.js'
 */

// A count is a hash: all failures, and a field for what each address has added. Every script answers the time left
// to wait, and whether it has counted.

const LOOK = `
  local all = tonumber(redis.call('HGET', KEYS[1], 'all') or 0)
  if all >= tonumber(ARGV[1]) then return { math.max(1, redis.call('PTTL', KEYS[1])), 0 } end
`;

/** Does nothing more. */
const TELL = 'return { 0, 0 }';

/** Counts a failure, unless the address has added its share. The count leaves by itself when its time is up. */
const COUNT = `
  if tonumber(redis.call('HGET', KEYS[1], ARGV[3]) or 0) >= tonumber(ARGV[4]) then return { 0, 0 } end
  redis.call('HINCRBY', KEYS[1], ARGV[3], 1)
  redis.call('HINCRBY', KEYS[1], 'all', 1)
  if all == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return { 0, 1 }
`;

/** Takes a failure back. A count that has left meanwhile does not come back below zero. */
const UNCOUNT = `
  redis.call('HINCRBY', KEYS[1], ARGV[3], -1)
  if redis.call('HINCRBY', KEYS[1], 'all', -1) <= 0 then redis.call('DEL', KEYS[1]) end
  return { 0, 0 }
`;

/**
 * Counts failures in Redis, for all processes and machines of the site together.
 *
 * @implements {Attempts}
 */
export class SharedAttempts {
  #redis;
  #prefix;

  /**
   * @param {Redis} redis
   * @param {string} prefix
   */
  constructor(redis, prefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async timeLeft(limit) {
    const { timeLeft } = await this.#run(LOOK + TELL, limit);
    return timeLeft;
  }

  async reserve(limit) {
    const { timeLeft, counted } = await this.#run(LOOK + COUNT, limit);
    return {
      timeLeft,
      giveBack: async () => {
        if (counted) await this.#run(UNCOUNT, limit);
      },
    };
  }

  async #run(script, limit) {
    const key = this.#prefix + limit.key;
    const { most, window, share = { key: 'share', most } } = limit;
    const values = [most, window, share.key, share.most].map(String);
    try {
      const reply = await this.#redis.ask(key, (redis) =>
        redis.eval(script, { keys: [key], arguments: values }),
      );
      const [timeLeft = 0, counted = 0] = Array.isArray(reply) ? reply.map(Number) : [];
      return { timeLeft, counted: counted === 1 };
    } catch (cause) {
      // Where nobody can count, nobody may guess.
      throw new HttpError(503, { cause });
    }
  }
}
