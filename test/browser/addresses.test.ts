import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectHeading, HEADINGS, useBrowser } from '../support/browser.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../support/site.ts';
import { manage } from '../support/users.ts';

const PASSWORD = 'a horse that is correct';

/** An address of this machine that its neighbours could use; none where it has no network. */
const LAN_ADDRESS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/** The browser takes all names that end in `.test` for this machine. */
const openPage = useBrowser();

describe.skipIf(!inject('chromium'))('over plain HTTP, in a browser', () => {
  let site: InstalledSite;
  let env: { USERS_FILE: string };
  beforeAll(async () => {
    site = await borrowSite('anonymous', 'memory', 'javascript');
    env = { USERS_FILE: join(site.directory, 'accounts.json') };
    await manage(site, env.USERS_FILE, ['user:add', 'alice'], PASSWORD);
  });
  afterAll(() => site?.remove());

  const signsIn = async (baseURL: string) => {
    const page = await openPage({ baseURL });
    await page.goto('/about');
    await page.getByLabel('Username').fill('alice');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Submit' }).click();
    await expectHeading(page, HEADINGS.about);
    expect(await page.getByText('Welcome').allTextContents()).toEqual(['Welcome alice!']);

    // An older browser, and any over plain HTTP, does not say where a link leads from.
    await page.goto('/logout', { referer: `${baseURL}/home` });
    await page.getByRole('button', { name: 'Yes, log out' }).click();
    await page.getByText('Signed Out!!!').waitFor();
    await page.goto('/home');
    expect(await page.getByText('Welcome').allTextContents()).toEqual([]);
  };

  it('a visitor signs in, and out, under a name that the site was told', async () => {
    const running = await site.start('start', { ...env, ALLOWED_HOSTS: 'shop.test' });
    await signsIn(running.url.replace('127.0.0.1', 'shop.test'));
    await running.stop();
  });

  it.skipIf(!LAN_ADDRESS)('a visitor signs in, and out, at an address of the network', async () => {
    const running = await site.start('start', { ...env, HOST: String(LAN_ADDRESS) });
    expect(new URL(running.url).hostname).toBe(LAN_ADDRESS);
    await signsIn(running.url);
    await running.stop();
  });

  it('a page whose name is made to lead to the site gets nothing from it', async () => {
    const running: RunningSite = await site.start('start', env);
    const visitor = await openPage({});
    const { port } = new URL(running.url);
    const answer = await visitor.goto(`http://evil.test:${port}/home`);
    expect(answer?.status()).toBe(403);
    expect(await visitor.getByRole('main').textContent()).toContain('"evil.test"');
    expect(await visitor.getByRole('main').textContent()).toContain('ALLOWED_HOSTS');
    expect(await visitor.context().cookies()).toEqual([]);
    await running.stop();
  });
});
