import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import {
  type AttemptStore,
  type Limit,
  MemoryAttempts,
} from '../../../templates/base/src/accounts/limits/attempts.ts';
import { RedisAttempts } from '../../../templates/store-redis/src/accounts/limits/redis-attempts.ts';
import { connectToRedis } from '../../../templates/store-redis/src/redis/client.ts';

const OPEN: Record<string, () => AttemptStore | Promise<AttemptStore>> = {
  'in a process': () => new MemoryAttempts(),
  'in Redis': async () => {
    const redis = await connectToRedis({ REDIS_URL: inject('redisUrl') }, 'test:health');
    onTestFinished(() => redis.close());
    return new RedisAttempts(redis, 'failures:test:');
  },
};

/** A limit that no other test uses. */
const aLimit = (limit: Partial<Limit> = {}): Limit => ({
  key: randomUUID(),
  max: 2,
  windowMs: 60_000,
  ...limit,
});

describe.each(Object.keys(OPEN))('counts %s', (where) => {
  describe.skipIf(where === 'in Redis' && !inject('redisUrl'))('of one limit', () => {
    const open = async () => (await OPEN[where]?.()) ?? new MemoryAttempts();

    /** Reserves as often, one after the other, and answers how long each had to wait. */
    async function reserve(attempts: AttemptStore, limit: Limit, count: number): Promise<number[]> {
      const waits: number[] = [];
      for (let n = 0; n < count; n += 1) waits.push((await attempts.reserve(limit)).waitMs);
      return waits;
    }

    it('allow so many failures, and then tell how long to wait', async () => {
      const attempts = await open();
      const limit = aLimit();
      expect(await attempts.waitMs(limit)).toBe(0);
      const [first, second, third = 0] = await reserve(attempts, limit, 3);
      expect([first, second]).toEqual([0, 0]);
      for (const wait of [third, await attempts.waitMs(limit)]) {
        expect(wait).toBeGreaterThan(30_000);
        expect(wait).toBeLessThanOrEqual(60_000);
      }
      expect(await attempts.waitMs(aLimit())).toBe(0);
    });

    it('allow so many at the same time, too', async () => {
      const attempts = await open();
      const limit = aLimit();
      const all = await Promise.all(Array.from({ length: 50 }, () => attempts.reserve(limit)));
      expect(all.filter(({ waitMs }) => waitMs === 0)).toHaveLength(2);
    });

    it('take back what was no failure, and nothing that was not counted', async () => {
      const attempts = await open();
      const limit = aLimit();
      const one = await attempts.reserve(limit);
      await attempts.reserve(limit);
      const refused = await attempts.reserve(limit);
      await refused.cancel();
      expect(await attempts.waitMs(limit)).toBeGreaterThan(0);
      await one.cancel();
      expect(await reserve(attempts, limit, 2)).toEqual([0, expect.any(Number)]);
      expect(await attempts.waitMs(limit)).toBeGreaterThan(0);
    });

    it('leave when their time is up, and nothing is taken back from those after them', async () => {
      const attempts = await open();
      const limit = aLimit({ max: 1, windowMs: 300 });
      const old = await attempts.reserve(limit);
      expect(await attempts.waitMs(limit)).toBeGreaterThan(0);
      await expect.poll(() => attempts.waitMs(limit)).toBe(0);
      await old.cancel();
      const later = aLimit({ key: limit.key, max: 1 });
      expect(await reserve(attempts, later, 2)).toEqual([0, expect.any(Number)]);
      expect(await attempts.waitMs(later)).toBeGreaterThan(0);
    });

    it('take a share from one address, and more from others', async () => {
      const attempts = await open();
      const key = randomUUID();
      const from = (address: string) =>
        aLimit({ key, max: 5, share: { key: `${key} ${address}`, max: 2 } });
      expect(await reserve(attempts, from('one'), 10)).toEqual(Array(10).fill(0));
      expect(await reserve(attempts, from('two'), 2)).toEqual([0, 0]);
      expect(await attempts.waitMs(from('three'))).toBe(0);
      expect(await reserve(attempts, from('three'), 1)).toEqual([0]);
      expect(await attempts.waitMs(from('one'))).toBeGreaterThan(0);
    });

    it('take back from a share what was added to it', async () => {
      const attempts = await open();
      const limit = aLimit({ share: { key: randomUUID(), max: 1 } });
      const counted = await attempts.reserve(limit);
      const beyond = await attempts.reserve(limit);
      await beyond.cancel();
      await counted.cancel();
      await attempts.reserve(limit);
      await attempts.reserve({ ...limit, share: { key: randomUUID(), max: 1 } });
      expect(await attempts.waitMs(limit)).toBeGreaterThan(0);
    });
  });
});

it('a process keeps the 100,000 newest counts', async () => {
  const attempts = new MemoryAttempts();
  const limits = Array.from({ length: 100_001 }, () => aLimit({ max: 1 }));
  for (const limit of limits) await attempts.reserve(limit);
  expect(await attempts.waitMs(limits[0] ?? aLimit())).toBe(0);
  expect(await attempts.waitMs(limits[1] ?? aLimit())).toBeGreaterThan(0);
  expect(await attempts.waitMs(limits.at(-1) ?? aLimit())).toBeGreaterThan(0);
});
