import { describe, expect, inject, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { openStore, scratchSettings } from '../support/records.ts';
import { Visitor } from '../support/visitor.ts';

/** Behind a proxy, so that a test can come from more than one address. */
const BEHIND_PROXY = { TRUST_PROXY: '1', SIGN_IN_FAILURES: '3' };

function signIn(url: string, username: string, address = '192.0.2.1') {
  const headers = { 'X-Forwarded-For': address };
  return new Visitor(url).ask('POST', '/login', { username }, headers);
}

/** An empty name is the failure that needs no account. */
const fail = (url: string, address?: string) => signIn(url, '', address);

describe('sign-ins that fail', () => {
  it('ten times in three minutes are enough, unless a setting says otherwise', async () => {
    const url = await startApp();
    for (let n = 0; n < 10; n += 1) {
      expect((await new Visitor(url).post('/login', { username: '' })).status).toBe(422);
    }
    const answer = await new Visitor(url).post('/login', { username: 'alice' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('180');
    expect(answer.body).toContain('Too many sign-ins have failed.');
    expect(answer.cookies).toEqual([]);
  });

  it('count for the address they come from, and for no other', async () => {
    const url = await startApp(BEHIND_PROXY);
    for (const name of ['', '', '']) await signIn(url, name);
    expect((await signIn(url, 'alice')).status).toBe(429);
    expect((await signIn(url, 'alice', '192.0.2.2')).status).toBe(302);
  });

  it('count for the name, from whatever address', async () => {
    const url = await startApp(BEHIND_PROXY);
    for (const host of [1, 2, 3]) expect((await fail(url, `192.0.2.${host}`)).status).toBe(422);
    expect((await fail(url, '192.0.2.4')).status).toBe(429);
    expect((await signIn(url, 'alice', '192.0.2.4')).status).toBe(302);
  });

  it('are told from those that succeed, which count for nothing', async () => {
    const url = await startApp(BEHIND_PROXY);
    for (let n = 0; n < 10; n += 1) expect((await signIn(url, 'alice')).status).toBe(302);
  });

  it('keep nobody from reading the form', async () => {
    const url = await startApp({ SIGN_IN_FAILURES: '1' });
    await new Visitor(url).post('/login', { username: '' });
    expect((await new Visitor(url).get('/login')).status).toBe(200);
  });

  it('are forgiven when the time is up', async () => {
    const url = await startApp({ ...BEHIND_PROXY, SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '1s' });
    await fail(url);
    expect((await signIn(url, 'alice')).status).toBe(429);
    await expect
      .poll(async () => (await signIn(url, 'alice')).status, { timeout: 5_000 })
      .toBe(302);
  });
});

describe.skipIf(!inject('redisUrl'))('sign-ins that fail, on the redis store', () => {
  it('count for all processes together', async () => {
    const settings = scratchSettings();
    const open = () => openStore('redis', settings);
    const [one, two] = [
      await startApp(BEHIND_PROXY, await open()),
      await startApp(BEHIND_PROXY, await open()),
    ];
    expect((await fail(one)).status).toBe(422);
    expect((await fail(two)).status).toBe(422);
    expect((await fail(one)).status).toBe(422);
    expect((await signIn(two, 'alice')).status).toBe(429);
    expect((await signIn(one, 'alice', '192.0.2.9')).status).toBe(302);
  });

  it('are forgiven when the time is up', async () => {
    const records = await openStore('redis', scratchSettings());
    const url = await startApp(
      { ...BEHIND_PROXY, SIGN_IN_FAILURES: '1', SIGN_IN_WINDOW: '1s' },
      records,
    );
    await fail(url);
    expect((await signIn(url, 'alice')).status).toBe(429);
    await expect
      .poll(async () => (await signIn(url, 'alice')).status, { timeout: 5_000 })
      .toBe(302);
  });
});
