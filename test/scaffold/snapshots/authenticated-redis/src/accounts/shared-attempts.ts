import type { ClientRateLimitInfo, Options, Store } from 'express-rate-limit';
import { HttpError } from '../errors.ts';
import type { Redis } from '../redis/client.ts';

/** Counts one attempt. The count leaves by itself when its time is up. */
const COUNT = `
  local hits = redis.call('INCR', KEYS[1])
  if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { hits, redis.call('PTTL', KEYS[1]) }
`;

/** Takes one back, unless the count has left meanwhile: what is not there must not come back below zero. */
const UNCOUNT = `
  if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end
`;

/** Counts failed sign-ins in Redis, for all processes and machines of the site together. */
export class SharedAttempts implements Store {
  readonly localKeys = false;
  readonly #redis: Redis;
  readonly prefix: string;
  #window = 0;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.prefix = prefix;
  }

  init({ windowMs }: Options): void {
    this.#window = windowMs;
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    const reply = await this.#run(COUNT, key, [String(this.#window)]);
    const [totalHits = 0, timeLeft = 0] = Array.isArray(reply) ? reply.map(Number) : [];
    return { totalHits, resetTime: new Date(Date.now() + timeLeft) };
  }

  async decrement(key: string): Promise<void> {
    await this.#run(UNCOUNT, key, []);
  }

  async resetKey(key: string): Promise<void> {
    const name = this.prefix + key;
    await this.#redis.ask(name, (redis) => redis.del(name));
  }

  async #run(script: string, key: string, values: string[]): Promise<unknown> {
    const name = this.prefix + key;
    try {
      return await this.#redis.ask(name, (redis) =>
        redis.eval(script, { keys: [name], arguments: values }),
      );
    } catch (cause) {
      // Where nobody can count, nobody may guess.
      throw new HttpError(503, { cause });
    }
  }
}
