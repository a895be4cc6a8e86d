import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import { startApp } from '../../support/app.ts';
import { type OpenedStore, openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The same store, with a count of the times that it was asked to move an expiry. */
function countingTouches(records: OpenedStore): OpenedStore & { touches: number } {
  return Object.assign(Object.create(records), {
    touches: 0,
    extend(id: string, expires: Date) {
      this.touches += 1;
      return records.extend(id, expires);
    },
    find: records.find.bind(records),
    create: records.create.bind(records),
    update: records.update.bind(records),
    delete: records.delete.bind(records),
    check: records.check.bind(records),
    close: records.close.bind(records),
  });
}

describe.each(['memory', 'file'] as const)('how long a session lasts, on the %s store', (store) => {
  let records: OpenedStore & { touches: number };
  let alice: Visitor;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    records = countingTouches(await openStore(store, scratchSettings()));
    alice = new Visitor(await startApp({}, records));
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (time: number) => vi.setSystemTime(Date.now() + time);
  const status = async () => (await alice.get('/about')).status;

  it('ends after two hours without a request, whatever the cookie says', async () => {
    await alice.post('/login', { username: 'alice' });
    pass(2 * HOUR - MINUTE);
    expect(await status()).toBe(200);
    pass(2 * HOUR + MINUTE);
    expect(await status()).toBe(302);
  });

  it('goes on as long as there are requests, up to seven days from the sign-in', async () => {
    await alice.post('/login', { username: 'alice' });
    const begun = Date.now();
    while (Date.now() + HOUR < begun + 7 * DAY) {
      pass(HOUR);
      expect(await status()).toBe(200);
    }
    pass(HOUR + MINUTE);
    expect(await status()).toBe(302);
  });

  it('an anonymous session has no end while there are requests', async () => {
    await alice.get('/home');
    await alice.get('/home');
    const begun = alice.jar.get(SITE_NAME);
    for (let hours = 0; hours < 9 * 24; hours += 1) {
      pass(HOUR);
      const { cookies } = await alice.get('/home');
      expect(cookies).toEqual([]);
    }
    expect(alice.jar.get(SITE_NAME)).toBe(begun);
  });

  it.each([
    ['is never used again ends after ten minutes', 0, 10 * MINUTE],
    ['is used once more ends after two hours', 1, 2 * HOUR],
  ])('an anonymous session that %s', async (_, visits, end) => {
    await alice.get('/home');
    for (let n = 0; n < visits; n += 1) await alice.get('/products');
    const begun = alice.jar.get(SITE_NAME);
    // A visit would prolong it, so the store is asked.
    const [, id = ''] = /^s:(.+)\./.exec(decodeURIComponent(begun ?? '')) ?? [];
    pass(end - MINUTE);
    expect(await records.find(id)).toBeDefined();
    pass(MINUTE);
    expect(await records.find(id)).toBeUndefined();
  });

  it('a busy session ends when its seven days are over, and not a minute before', async () => {
    await alice.post('/login', { username: 'alice' });
    const end = Date.now() + 7 * DAY;
    while (Date.now() + HOUR < end - 2 * HOUR - 30_000) {
      pass(HOUR);
      expect(await status()).toBe(200);
    }
    // The last touch that would move the expiry by a minute, and then one that moves it by half a minute.
    for (const left of [2 * HOUR + 30_000, 2 * HOUR - 1, 10_000]) {
      vi.setSystemTime(end - left);
      expect(await status()).toBe(200);
    }
    const { touches } = records;
    for (let n = 0; n < 10; n += 1) expect(await status()).toBe(200);
    expect(records.touches).toBe(touches);
    vi.setSystemTime(end + 1);
    expect(await status()).toBe(302);
  });

  it('the seven days begin with the sign-in, not with the visit', async () => {
    await alice.get('/home');
    await alice.get('/home');
    for (let hours = 0; hours < 6 * 24; hours += 1) {
      pass(HOUR);
      await alice.get('/home');
    }
    await alice.post('/login', { username: 'alice' });
    for (let hours = 0; hours < 6 * 24; hours += 1) {
      pass(HOUR);
      expect(await status()).toBe(200);
    }
  });

  it('a hundred requests in a minute write once, at the most', async () => {
    await alice.post('/login', { username: 'alice' });
    pass(2 * MINUTE);
    for (let n = 0; n < 100; n += 1) await status();
    expect(records.touches).toBe(1);
  });
});

describe.skipIf(!inject('redisUrl'))('how long a session lasts, on the redis store', () => {
  it('is told to Redis, which lets it go by itself', async () => {
    const settings = scratchSettings();
    const records = await openStore('redis', settings);
    const url = await startApp({ SESSION_IDLE: '2s', SESSION_ABSOLUTE: '3s' }, records);
    const [idle, busy] = [new Visitor(url), new Visitor(url)];
    await idle.post('/login', { username: 'idle' });
    await busy.post('/login', { username: 'busy' });
    const signedIn = async (visitor: Visitor) => (await visitor.get('/about')).status === 200;
    const begun = Date.now();
    while (Date.now() < begun + 2_500) expect(await signedIn(busy)).toBe(true);
    expect(await signedIn(idle)).toBe(false);
    await expect.poll(() => signedIn(busy), { timeout: 5_000 }).toBe(false);
  });
});
