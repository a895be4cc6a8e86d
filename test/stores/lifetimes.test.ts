import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { SessionStore } from '../../templates/base/src/sessions/session-store.ts';
import { startApp } from '../support/app.ts';
import { openStore, scratchSettings } from '../support/records.ts';
import { Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The same store, with a count of the times that it was asked to move an expiry. */
function countingTouches(records: SessionStore): SessionStore & { touches: number } {
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
  let records: SessionStore & { touches: number };
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
    const begun = alice.jar.get('session');
    for (let hours = 0; hours < 9 * 24; hours += 1) {
      pass(HOUR);
      const { cookies } = await alice.get('/home');
      expect(cookies).toEqual([]);
    }
    expect(alice.jar.get('session')).toBe(begun);
  });

  it('the seven days begin with the sign-in, not with the visit', async () => {
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
