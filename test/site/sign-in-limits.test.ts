import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { accountsFile } from '../support/accounts.ts';
import { startApp } from '../support/app.ts';
import { openStore, scratchSettings } from '../support/records.ts';
import { Visitor } from '../support/visitor.ts';

const PASSWORDS = { alice: 'correct horse', bob: 'battery staple' };

/** Behind a proxy, so that a test can come from more than one address. */
const BEHIND_PROXY = { TRUST_PROXY: '1', SIGN_IN_FAILURES: '3' };

interface Try {
  name?: string;
  password?: string;
  from?: string;
  browser?: Visitor;
}

/** Starts a site with two accounts, and answers how somebody tries to sign in there. */
async function startSite(env: Record<string, string> = {}, store: 'memory' | 'redis' = 'memory') {
  const usersFile = accountsFile(PASSWORDS);
  const place = scratchSettings();
  const start = async () =>
    startApp({ ...BEHIND_PROXY, USERS_FILE: usersFile, ...env }, await openStore(store, place));
  const url = await start();
  const tryAt =
    (at: string) =>
    ({ name = 'alice', password = 'a guess', from = '192.0.2.1', browser }: Try = {}) =>
      (browser?.at(at) ?? new Visitor(at)).ask(
        'POST',
        '/login',
        { username: name, password },
        { 'X-Forwarded-For': from },
      );
  const signIn = tryAt(url);
  const right = (tried: Try = {}) =>
    signIn({ password: PASSWORDS[tried.name === 'bob' ? 'bob' : 'alice'], ...tried });
  return { url, usersFile, signIn, right, startAnother: async () => tryAt(await start()) };
}

/** The addresses of as many hosts. */
const hosts = (count: number) => Array.from({ length: count }, (_, n) => `192.0.2.${n + 101}`);

/** Tries many things, one after the other, and answers how often each status came back. */
async function tally(tries: Iterable<() => Promise<{ status: number }>>) {
  const counts: Record<number, number> = {};
  for (const attempt of tries) {
    const { status } = await attempt();
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

describe.each(['memory', 'redis'] as const)('on the %s store', (store) => {
  describe.skipIf(store === 'redis' && !inject('redisUrl'))('sign-ins that fail', () => {
    it('ten times in three minutes are enough, unless a setting says otherwise', async () => {
      const { signIn, right } = await startSite({ SIGN_IN_FAILURES: '' }, store);
      expect(await tally(times(12, () => signIn()))).toEqual({ 422: 10, 429: 2 });
      const answer = await right();
      expect(answer.status).toBe(429);
      expect(answer.body).toContain(
        'Too many sign-ins have failed. Please try again in 3 minutes.',
      );
      expect(answer.body).toContain('value="alice"');
      expect(answer.cookies).toEqual([]);
    });

    it('count for a name and the address they come from: no other name or address has to wait', async () => {
      const { signIn, right } = await startSite({}, store);
      await tally(times(3, () => signIn()));
      expect((await right()).status).toBe(429);
      expect((await right({ from: '192.0.2.2' })).status).toBe(302);
      expect((await right({ name: 'bob' })).status).toBe(302);
    });

    it('count for the address, five times as many, with whatever name', async () => {
      const { signIn, right } = await startSite({}, store);
      const names = ['alice', 'carol', 'dave', 'eve', 'frank'];
      const tries = names.flatMap((name) => times(3, () => signIn({ name })));
      expect(await tally(tries)).toEqual({ 422: 15 });
      expect((await right({ name: 'bob' })).status).toBe(429);
      expect((await right({ name: 'bob', from: '192.0.2.2' })).status).toBe(302);
    });

    it('count for the name, a hundred in an hour from whatever addresses', async () => {
      const { signIn, right } = await startSite({ SIGN_IN_FAILURES: '10' }, store);
      const tries = hosts(10).flatMap((from) => times(10, () => signIn({ from })));
      expect(await tally(tries)).toEqual({ 422: 100 });
      const answer = await right();
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3_500);
      expect((await right({ name: 'bob' })).status).toBe(302);
    });

    it('count for the name ten times for each address at most, so one alone locks nobody out', async () => {
      const { signIn, right } = await startSite({ SIGN_IN_FAILURES: '1000' }, store);
      expect(await tally(times(150, () => signIn()))).toEqual({ 422: 150 });
      const others = hosts(9).flatMap((from) => times(10, () => signIn({ from })));
      expect((await right({ from: '192.0.2.2' })).status).toBe(302);
      expect(await tally(others)).toEqual({ 422: 90 });
      expect((await right({ from: '192.0.2.2' })).status).toBe(429);
    });

    it('are told from those that succeed, which count for nothing', async () => {
      const { right } = await startSite({ SIGN_IN_FAILURES: '1' }, store);
      expect(await tally(times(20, () => right()))).toEqual({ 302: 20 });
    });

    it('are forgiven when the time is up that the answer names; trying meanwhile does not prolong it', async () => {
      const { signIn, right } = await startSite(
        { SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '2s' },
        store,
      );
      await signIn();
      const began = performance.now();
      const wait = Number((await right()).headers.get('retry-after'));
      expect([1, 2]).toContain(wait);
      await expect
        .poll(async () => (await right()).status, { interval: 100, timeout: 9_000 })
        .toBe(302);
      // The first failure was counted before this clock was started.
      expect(performance.now() - began).toBeGreaterThan(1_000);
    });

    it('cannot slip past a limit by coming all at once', async () => {
      const { signIn } = await startSite({}, store);
      const answers = await Promise.all(times(100, signIn).map((guess) => guess()));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 422)).toHaveLength(3);
      expect(statuses.filter((status) => status === 429 || status === 503)).toHaveLength(97);
    });

    it('keep nobody from reading the form', async () => {
      const { url, signIn } = await startSite({ SIGN_IN_FAILURES: '1' }, store);
      await signIn();
      expect((await new Visitor(url).get('/login')).status).toBe(200);
    });
  });
});

describe('what is no guess counts for nothing:', () => {
  it.each([
    ['an empty name', ' ', 'Please enter your username.'],
    ['a name that nobody can have', 'x'.repeat(101), 'at most 100 characters'],
  ])('%s', async (_what, name, message) => {
    const { signIn, right } = await startSite({ SIGN_IN_FAILURES: '1' });
    const answer = await signIn({ name });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain(message);
    expect(await tally(times(10, () => signIn({ name })))).toEqual({ 422: 10 });
    expect((await right()).status).toBe(302);
  });
});

it('time goes on for those who wait while the clock is set back', async () => {
  const { signIn, right } = await startSite({ SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '1s' });
  await signIn();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  expect((await right()).status).toBe(429);
  await expect.poll(async () => (await right()).status, { timeout: 5_000 }).toBe(302);
});

describe('one address is one, however it is written:', () => {
  it.each([
    ['with a port that changes', ['203.0.113.10:40001', '203.0.113.10:40002', '203.0.113.10']],
    ['as IPv6 addresses of one customer', ['2001:db8:1:2::1', '[2001:db8:1:2:3:4:5:6]:443']],
    ['as anything that is no address', ['unknown', '_hidden', '999.1.1.1']],
  ])('%s', async (_how, addresses) => {
    const { signIn } = await startSite({ SIGN_IN_FAILURES: '1' });
    const tries = addresses.map((from) => () => signIn({ from }));
    expect(await tally(tries)).toEqual({ 422: 1, 429: addresses.length - 1 });
  });
});

describe.skipIf(!inject('redisUrl'))('processes that share a Redis', () => {
  it('share what they count', async () => {
    const { signIn, startAnother } = await startSite({}, 'redis');
    const another = await startAnother();
    expect(await tally([signIn, another, signIn, another])).toEqual({ 422: 3, 429: 1 });
    expect((await another({ password: PASSWORDS.alice })).status).toBe(429);
    expect((await another({ password: PASSWORDS.alice, from: '192.0.2.9' })).status).toBe(302);
  });
});
