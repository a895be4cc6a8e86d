import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import {
  type Attempts,
  type Limit,
  OwnAttempts,
} from '../../../templates/base/src/accounts/attempts.ts';
import { SharedAttempts } from '../../../templates/store-redis/src/accounts/shared-attempts.ts';
import { connectToRedis } from '../../../templates/store-redis/src/redis/client.ts';

const OPEN: Record<string, () => Attempts | Promise<Attempts>> = {
  'in a process': () => new OwnAttempts(),
  'in Redis': async () => {
    const redis = await connectToRedis({ REDIS_URL: inject('redisUrl') }, 'test:health');
    onTestFinished(() => redis.close());
    return new SharedAttempts(redis, 'failures:test:');
  },
};

/** A limit that no other test uses. */
const aLimit = (limit: Partial<Limit> = {}): Limit => ({
  key: randomUUID(),
  most: 2,
  window: 60_000,
  ...limit,
});

describe.each(Object.keys(OPEN))('counts %s', (where) => {
  describe.skipIf(where === 'in Redis' && !inject('redisUrl'))('of one limit', () => {
    const open = async () => (await OPEN[where]?.()) ?? new OwnAttempts();

    /** Reserves as often, one after the other, and answers how long each had to wait. */
    async function reserve(attempts: Attempts, limit: Limit, count: number): Promise<number[]> {
      const waits: number[] = [];
      for (let n = 0; n < count; n += 1) waits.push((await attempts.reserve(limit)).timeLeft);
      return waits;
    }

    it('allow so many failures, and then tell how long to wait', async () => {
      const attempts = await open();
      const limit = aLimit();
      expect(await attempts.timeLeft(limit)).toBe(0);
      const [first, second, third = 0] = await reserve(attempts, limit, 3);
      expect([first, second]).toEqual([0, 0]);
      for (const wait of [third, await attempts.timeLeft(limit)]) {
        expect(wait).toBeGreaterThan(30_000);
        expect(wait).toBeLessThanOrEqual(60_000);
      }
      expect(await attempts.timeLeft(aLimit())).toBe(0);
    });

    it('allow so many at the same time, too', async () => {
      const attempts = await open();
      const limit = aLimit();
      const all = await Promise.all(Array.from({ length: 50 }, () => attempts.reserve(limit)));
      expect(all.filter(({ timeLeft }) => timeLeft === 0)).toHaveLength(2);
    });

    it('take back what was no failure, and nothing that was not counted', async () => {
      const attempts = await open();
      const limit = aLimit();
      const one = await attempts.reserve(limit);
      await attempts.reserve(limit);
      const refused = await attempts.reserve(limit);
      await refused.giveBack();
      expect(await attempts.timeLeft(limit)).toBeGreaterThan(0);
      await one.giveBack();
      expect(await reserve(attempts, limit, 2)).toEqual([0, expect.any(Number)]);
      expect(await attempts.timeLeft(limit)).toBeGreaterThan(0);
    });

    it('leave when their time is up, and nothing is taken back from those after them', async () => {
      const attempts = await open();
      const limit = aLimit({ most: 1, window: 300 });
      const old = await attempts.reserve(limit);
      expect(await attempts.timeLeft(limit)).toBeGreaterThan(0);
      await expect.poll(() => attempts.timeLeft(limit)).toBe(0);
      await old.giveBack();
      const later = aLimit({ key: limit.key, most: 1 });
      expect(await reserve(attempts, later, 2)).toEqual([0, expect.any(Number)]);
      expect(await attempts.timeLeft(later)).toBeGreaterThan(0);
    });

    it('take a share from one address, and more from others', async () => {
      const attempts = await open();
      const key = randomUUID();
      const from = (address: string) =>
        aLimit({ key, most: 5, share: { key: `${key} ${address}`, most: 2 } });
      expect(await reserve(attempts, from('one'), 10)).toEqual(Array(10).fill(0));
      expect(await reserve(attempts, from('two'), 2)).toEqual([0, 0]);
      expect(await attempts.timeLeft(from('three'))).toBe(0);
      expect(await reserve(attempts, from('three'), 1)).toEqual([0]);
      expect(await attempts.timeLeft(from('one'))).toBeGreaterThan(0);
    });

    it('take back from a share what was added to it', async () => {
      const attempts = await open();
      const limit = aLimit({ share: { key: randomUUID(), most: 1 } });
      const counted = await attempts.reserve(limit);
      const beyond = await attempts.reserve(limit);
      await beyond.giveBack();
      await counted.giveBack();
      await attempts.reserve(limit);
      await attempts.reserve({ ...limit, share: { key: randomUUID(), most: 1 } });
      expect(await attempts.timeLeft(limit)).toBeGreaterThan(0);
    });
  });
});

it('a process keeps the 100,000 newest counts', async () => {
  const attempts = new OwnAttempts();
  const limits = Array.from({ length: 100_001 }, () => aLimit({ most: 1 }));
  for (const limit of limits) await attempts.reserve(limit);
  expect(await attempts.timeLeft(limits[0] ?? aLimit())).toBe(0);
  expect(await attempts.timeLeft(limits[1] ?? aLimit())).toBeGreaterThan(0);
  expect(await attempts.timeLeft(limits.at(-1) ?? aLimit())).toBeGreaterThan(0);
});
