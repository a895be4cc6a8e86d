import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import { accountsFile, accountsText } from '../../support/accounts.ts';
import { PASSWORDS, startTried, type Tried, tally, times } from '../../support/sign-in-tries.ts';
import { Visitor } from '../../support/visitor.ts';

const COOKIE = `${SITE_NAME}-device`;

/** A browser in which somebody has signed in, and out again. */
async function knownBrowser({ url, signInRight }: Tried, name?: 'bob'): Promise<Visitor> {
  const browser = new Visitor(url);
  await signInRight({ name, browser });
  await browser.post('/logout');
  return browser;
}

/** Fails as alice until nobody else can sign in as her from the same address. */
async function lockOut({ signIn, signInRight }: Tried): Promise<void> {
  await tally(times(3, () => signIn()));
  expect((await signInRight()).status).toBe(429);
}

/** A browser that holds just this cookie of ours. */
function browserWith(url: string, value: string): Visitor {
  const browser = new Visitor(url);
  browser.jar.set(COOKIE, value);
  return browser;
}

describe('a browser in which alice has signed in before', () => {
  it.each([
    ['development', COOKIE, 'HttpOnly; Max-Age=31536000; Path=/; SameSite=Lax'],
    ['production', `__Host-${COOKIE}`, 'HttpOnly; Max-Age=31536000; Path=/; SameSite=Lax; Secure'],
  ])('has a cookie of its own, in %s', async (environment, name, attributes) => {
    const { url } = await startTried({ NODE_ENV: environment });
    const answer = await new Visitor(url).ask(
      'POST',
      '/login',
      { username: 'alice', password: PASSWORDS.alice },
      { 'X-Forwarded-Proto': 'https' },
    );
    const cookie = answer.cookies.find((one) => one.name === name);
    expect(cookie?.attributes.replace('Expires=<date>; ', '')).toBe(attributes);
  });

  it('gets in while strangers guess at her password', async () => {
    const site = await startTried();
    const browser = await knownBrowser(site);
    await lockOut(site);
    expect((await site.signInRight({ browser })).status).toBe(302);
  });

  it('is counted for itself, wherever it is, and keeps out no other', async () => {
    const site = await startTried();
    const [browser, other] = [await knownBrowser(site), await knownBrowser(site)];
    const from = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
    const tries = from.map((address) => () => site.signIn({ browser, from: address }));
    expect(await tally(tries)).toEqual({ 422: 3, 429: 1 });
    expect((await site.signInRight({ browser: other })).status).toBe(302);
    expect((await site.signInRight()).status).toBe(302);
  });

  it('counts for its address, like any other', async () => {
    const site = await startTried({ SIGN_IN_FAILURES: '1' });
    const browser = await knownBrowser(site);
    await tally(['a', 'b', 'c', 'd', 'e'].map((name) => () => site.signIn({ name })));
    expect((await site.signInRight({ browser })).status).toBe(429);
  });

  it('is signed in by her password alone', async () => {
    const site = await startTried();
    const browser = await knownBrowser(site);
    expect((await browser.get('/about')).status).toBe(302);
    expect((await site.signIn({ browser })).status).toBe(422);
  });

  it('is known although another host has planted a cookie of the same name', async () => {
    const site = await startTried();
    const browser = await knownBrowser(site);
    const planted = browserWith(
      site.url,
      `planted.by-another; ${COOKIE}=${browser.jar.get(COOKIE)}`,
    );
    await lockOut(site);
    expect((await site.signInRight({ browser: planted })).status).toBe(302);
  });

  it('is known after the secret was replaced, and not once the old one is gone', async () => {
    const [older, newer] = ['an older secret '.repeat(3), 'a newer secret '.repeat(3)];
    const USERS_FILE = accountsFile(PASSWORDS);
    const before = await startTried({ SESSION_SECRET: older, USERS_FILE });
    const browser = await knownBrowser(before);
    for (const [secret, status] of [
      [`${newer},${older}`, 302],
      [newer, 429],
    ] as const) {
      const site = await startTried({ SESSION_SECRET: secret, USERS_FILE });
      await lockOut(site);
      expect((await site.signInRight({ browser: browser.at(site.url) })).status).toBe(status);
    }
  });

  it('is a stranger once her password was changed', async () => {
    const site = await startTried();
    const browser = await knownBrowser(site);
    writeFileSync(site.usersFile, accountsText(PASSWORDS));
    await lockOut(site);
    expect((await site.signInRight({ browser })).status).toBe(429);
  });
});

describe('nobody passes for such a browser', () => {
  const FORGERIES: Record<string, (site: Tried) => Promise<string> | string> = {
    'with the cookie of another account': async (site) =>
      (await knownBrowser(site, 'bob')).jar.get(COOKIE) ?? '',
    'with another signature': async (site) =>
      (await knownBrowser(site)).jar.get(COOKIE)?.replace(/.{5}$/, 'AAAAA') ?? '',
    'with another nonce': async (site) =>
      (await knownBrowser(site)).jar.get(COOKIE)?.replace(/^.{5}/, 'AAAAA') ?? '',
    'with nothing signed': () => '.',
    'with an empty cookie': () => '',
    'with letters that take two bytes': () => `nonce.${'é'.repeat(43)}`,
  };
  it.each(Object.entries(FORGERIES))('%s', async (_how, forge) => {
    const site = await startTried();
    const browser = browserWith(site.url, await forge(site));
    await lockOut(site);
    expect((await site.signInRight({ browser })).status).toBe(429);
  });
});
