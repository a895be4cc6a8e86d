import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { accountsFile } from '../../support/accounts.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { withRedis } from '../../support/redis.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';
import { hosts, PASSWORDS, startTried, tally, times } from '../../support/sign-in-tries.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { storeContentsOf } from '../../support/store-contents.ts';
import { Visitor } from '../../support/visitor.ts';

describe.each(['memory', 'redis'] as const)('on the %s store', (store) => {
  describe.skipIf(store === 'redis' && !inject('redisUrl'))('sign-ins that fail', () => {
    const open = () => openStore(store, scratchSettings());

    it('ten times in three minutes are enough, unless a setting says otherwise', async () => {
      const { signIn, signInRight } = await startTried({ SIGN_IN_FAILURES: '' }, await open());
      expect(await tally(times(12, () => signIn()))).toEqual({ 422: 10, 429: 2 });
      const answer = await signInRight();
      expect(answer.status).toBe(429);
      expect(answer.body).toContain(
        'Too many sign-ins have failed. Please try again in 3 minutes.',
      );
      expect(answer.body).toContain('value="alice"');
      expect(answer.cookies).toEqual([]);
    });

    it('count for a name and the address they come from: no other name or address has to wait', async () => {
      const { signIn, signInRight } = await startTried({}, await open());
      await tally(times(3, () => signIn()));
      expect((await signInRight()).status).toBe(429);
      expect((await signInRight({ from: '192.0.2.2' })).status).toBe(302);
      expect((await signInRight({ name: 'bob' })).status).toBe(302);
    });

    it('count for the address, five times as many, with whatever name', async () => {
      const { signIn, signInRight } = await startTried({}, await open());
      const names = ['alice', 'carol', 'dave', 'eve', 'frank'];
      const tries = names.flatMap((name) => times(3, () => signIn({ name })));
      expect(await tally(tries)).toEqual({ 422: 15 });
      expect((await signInRight({ name: 'bob' })).status).toBe(429);
      expect((await signInRight({ name: 'bob', from: '192.0.2.2' })).status).toBe(302);
    });

    it('count for the name, a hundred in an hour from whatever addresses', async () => {
      const { signIn, signInRight } = await startTried({ SIGN_IN_FAILURES: '10' }, await open());
      const tries = hosts(10).flatMap((from) => times(10, () => signIn({ from })));
      expect(await tally(tries)).toEqual({ 422: 100 });
      const answer = await signInRight();
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3_500);
      expect((await signInRight({ name: 'bob' })).status).toBe(302);
    });

    it('count for the name ten times for each address at most, so one alone locks nobody out', async () => {
      const { signIn, signInRight } = await startTried({ SIGN_IN_FAILURES: '1000' }, await open());
      expect(await tally(times(150, () => signIn()))).toEqual({ 422: 150 });
      const others = hosts(9).flatMap((from) => times(10, () => signIn({ from })));
      expect((await signInRight({ from: '192.0.2.2' })).status).toBe(302);
      expect(await tally(others)).toEqual({ 422: 90 });
      expect((await signInRight({ from: '192.0.2.2' })).status).toBe(429);
    });

    it('are told from those that succeed, which count for nothing', async () => {
      const { signInRight } = await startTried({ SIGN_IN_FAILURES: '1' }, await open());
      expect(await tally(times(20, () => signInRight()))).toEqual({ 302: 20 });
    });

    it('are forgiven when the time is up that the answer names; trying meanwhile does not prolong it', async () => {
      const { signIn, signInRight } = await startTried(
        { SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '2s' },
        await open(),
      );
      await signIn();
      const began = performance.now();
      const wait = Number((await signInRight()).headers.get('retry-after'));
      expect([1, 2]).toContain(wait);
      await expect
        .poll(async () => (await signInRight()).status, { interval: 100, timeout: 9_000 })
        .toBe(302);
      // The first failure was counted before this clock was started.
      expect(performance.now() - began).toBeGreaterThan(1_000);
    });

    it('cannot slip past a limit by coming all at once', async () => {
      const { signIn } = await startTried({}, await open());
      const answers = await Promise.all(times(100, signIn).map((guess) => guess()));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 422)).toHaveLength(3);
      expect(statuses.filter((status) => status === 429 || status === 503)).toHaveLength(97);
    });

    it('keep nobody from reading the form', async () => {
      const { url, signIn } = await startTried({ SIGN_IN_FAILURES: '1' }, await open());
      await signIn();
      expect((await new Visitor(url).get('/login')).status).toBe(200);
    });
  });
});

describe('what is no guess counts for nothing:', () => {
  it.each([
    ['an empty name', ' ', 'Please enter your username.'],
    ['a name that nobody can have', 'x'.repeat(101), 'Please enter your username.'],
  ])('%s', async (_what, name, message) => {
    const { signIn, signInRight } = await startTried({ SIGN_IN_FAILURES: '1' });
    const answer = await signIn({ name });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain(message);
    expect(await tally(times(10, () => signIn({ name })))).toEqual({ 422: 10 });
    expect((await signInRight()).status).toBe(302);
  });
});

it('time goes on for those who wait while the clock is set back', async () => {
  const { signIn, signInRight } = await startTried({ SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '1s' });
  await signIn();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  expect((await signInRight()).status).toBe(429);
  await expect.poll(async () => (await signInRight()).status, { timeout: 5_000 }).toBe(302);
});

describe('one address is one, however it is written:', () => {
  it.each([
    ['with a port that changes', ['203.0.113.10:40001', '203.0.113.10:40002', '203.0.113.10']],
    ['as IPv6 addresses of one customer', ['2001:db8:1:2::1', '[2001:db8:1:2:3:4:5:6]:443']],
    ['as anything that is no address', ['unknown', '_hidden', '999.1.1.1']],
  ])('%s', async (_how, addresses) => {
    const { signIn } = await startTried({ SIGN_IN_FAILURES: '1' });
    const tries = addresses.map((from) => () => signIn({ from }));
    expect(await tally(tries)).toEqual({ 422: 1, 429: addresses.length - 1 });
  });
});

describe.skipIf(!inject('redisUrl'))('processes that share a Redis', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'redis', 'javascript');
  });
  afterAll(() => site?.remove());

  it('share what they count', async () => {
    const env = {
      ...storeContentsOf(site).env,
      NODE_ENV: 'development',
      SIGN_IN_FAILURES: '3',
      USERS_FILE: accountsFile(PASSWORDS),
    };
    const processes = [await site.start('start', env), await site.start('start', env)];
    const tries = [...processes, ...processes].map(
      ({ url }) =>
        () =>
          new Visitor(url).post('/login', { username: 'alice', password: 'a guess' }),
    );
    const counts = await tally(tries);
    for (const running of processes) await running.stop();
    expect(counts).toEqual({ 422: 3, 429: 1 });
  });
});

describe.skipIf(!inject('redisServer'))('on a Redis Cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster(inject('redisServer'));
  });
  afterAll(() => cluster?.stop());

  it('each count has its node', async () => {
    const records = await openStore('redis', scratchSettings(cluster.url));
    const { signIn, signInRight } = await startTried({}, records);
    expect(await tally(times(4, () => signIn()))).toEqual({ 422: 3, 429: 1 });
    expect(await tally(hosts(10).map((from) => () => signInRight({ from })))).toEqual({ 302: 10 });
  });
});

it.skipIf(!inject('redisUrl'))(
  'names no name in Redis, and leaves nothing there for ever',
  async () => {
    const place = scratchSettings();
    const { signIn } = await startTried({}, await openStore('redis', place));
    await signIn();
    await signIn({ name: 'x'.repeat(100) });
    await withRedis(inject('redisUrl'), async (redis) => {
      const keys = await redis.keys(`failures:${place.REDIS_PREFIX}*`);
      expect(keys).toHaveLength(5);
      for (const key of keys) {
        expect(key.slice(key.lastIndexOf(':'))).toMatch(/^:[\w-]{22}$/);
        expect(await redis.pTTL(key)).toBeGreaterThan(0);
      }
    });
  },
);
