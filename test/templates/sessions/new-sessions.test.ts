import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { NewSessionLimiter } from '../../../templates/base/src/sessions/new-session-limiter.ts';
import { NoRoomError } from '../../../templates/base/src/sessions/store/session-store.ts';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import { startApp } from '../../support/app.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

const PROXIED = { NEW_SESSIONS: '5', TRUST_PROXY: '1' };

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Visits the home page for the first time, from an address; answers whether a session began. */
async function visit(url: string, address: string): Promise<boolean> {
  const headers = { 'X-Forwarded-For': address };
  const answer = await new Visitor(url).ask('GET', '/home', undefined, headers);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('You are at the home page!!');
  return answer.cookies.length > 0;
}

describe('sessions that begin before anybody signs in', () => {
  it('are so many for one address, at once or one by one; others are not concerned', async () => {
    const settings = scratchSettings();
    const url = await startApp(PROXIED, await openStore('file', settings));
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, port) => visit(url, `203.0.113.1:${port}`)),
    );
    expect(begun.filter(Boolean)).toHaveLength(5);
    expect(await visit(url, '203.0.113.1')).toBe(false);
    expect(await visit(url, '203.0.113.2')).toBe(true);
    expect(readdirSync(settings.SESSION_DIR ?? '')).toHaveLength(6);
  });

  it('do not keep anybody from signing in', async () => {
    const url = await startApp({ NEW_SESSIONS: '1' });
    await new Visitor(url).get('/home');
    const alice = new Visitor(url);
    expect((await alice.get('/home')).cookies).toEqual([]);
    expect((await alice.post('/login', { username: 'alice' })).status).toBe(302);
    expect((await alice.get('/about')).status).toBe(200);
    // Whoever has a session keeps it, and the home page adds to it.
    expect((await alice.get('/home')).body).toContain('Welcome alice!');
  });

  it('are so many again after ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const sessions = new NewSessionLimiter(1);
    const begin = (address: string) => sessions.tryToStart(address, async () => {});
    expect([await begin('one'), await begin('one'), await begin('other')]).toEqual([
      true,
      false,
      true,
    ]);
    vi.advanceTimersByTime(10 * 60_000 - 1);
    expect(await begin('one')).toBe(false);
    vi.advanceTimersByTime(1);
    expect([await begin('one'), await begin('one')]).toEqual([true, false]);
  });

  it('are remembered for the last ten thousand addresses', async () => {
    const sessions = new NewSessionLimiter(1);
    const begin = (address: string) => sessions.tryToStart(address, async () => {});
    for (let n = 0; n <= 10_000; n += 1) await begin(`address ${n}`);
    expect([await begin('address 1'), await begin('address 0')]).toEqual([false, true]);
  });

  it('are not counted where the store could not take them', async () => {
    const settings = scratchSettings();
    const { SESSION_DIR = '' } = settings;
    const url = await startApp({ NEW_SESSIONS: '1' }, await openStore('file', settings));
    rmSync(SESSION_DIR, { recursive: true });
    writeFileSync(SESSION_DIR, '');
    for (let n = 0; n < 3; n += 1) expect(await visit(url, '')).toBe(false);
    expect(log).toHaveBeenCalledTimes(1);
    rmSync(SESSION_DIR);
    expect(await visit(url, '')).toBe(true);
  });

  it('are served without one where a store has room for signed-in ones alone, which is no outage', async () => {
    const store = await openStore('memory', {});
    const create: typeof store.create = async (id, record) => {
      if (!record.user_name) throw new NoRoomError();
      await Object.getPrototypeOf(store).create.call(store, id, record);
    };
    const url = await startApp({}, Object.assign(store, { create }));
    expect(await visit(url, '')).toBe(false);
    const alice = new Visitor(url);
    await alice.post('/login', { username: 'alice' });
    expect(alice.jar.has(SITE_NAME)).toBe(true);
    expect(log).not.toHaveBeenCalled();
  });
});
