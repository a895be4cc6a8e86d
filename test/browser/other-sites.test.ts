import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import {
  expectHeading,
  greetings,
  HEADINGS,
  submitSignIn,
  useBrowser,
  useSite,
} from '../support/browser.ts';
import { listen } from '../support/listen.ts';

/** The site is at 127.0.0.1. Cookies know no ports, so a page at another port is one that gets them sent along. */
const ELSEWHERE = [
  ['another site', 'localhost'],
  ['another port of the same host', '127.0.0.1'],
] as const;

/** Pages that try to sign their visitor out of the site. */
const WAYS_OUT: Record<string, (site: string) => string> = {
  'a link that is clicked': (site) => `
    <a href="${site}/logout">Win a sofa</a>
    <script>document.links[0].click()</script>`,
  'an image': (site) => `<img src="${site}/logout" alt="A sofa">`,
  'a prefetch': (site) => `<link rel="prefetch" href="${site}/logout">`,
};

/** Those that are refused: the others are answered with a button, which nobody clicks. */
const REFUSED_WAYS_OUT: typeof WAYS_OUT = {
  'a form that sends itself': (site) => `
    <form action="${site}/logout" method="post"></form>
    <script>document.forms[0].submit()</script>`,
  'a script that posts': (site) => `
    <script>fetch('${site}/logout', { method: 'POST', mode: 'no-cors', credentials: 'include' })</script>`,
};

const signInAsMallory = (site: string) => `
  <form action="${site}/login" method="post"><input name="username" value="mallory"></form>
  <script>document.forms[0].submit()</script>`;

const openPage = useBrowser();

describe.skipIf(!inject('chromium')).each(ELSEWHERE)('in a browser, a page of %s', (_, host) => {
  const siteUrl = useSite('authenticated', 'javascript');

  /** Has a visitor of the site go to a page elsewhere, in another tab. */
  const lure = async (visitor: Page, body: string) => {
    const tab = await visitor.context().newPage();
    const answers = await collectAnswers(tab);
    await tab.goto(await serve(host, body), { waitUntil: 'commit' });
    const ofSite = () => answers().find(({ url }) => url.startsWith(siteUrl()));
    await expect.poll(ofSite, { timeout: 20_000 }).toBeDefined();
    return { tab, status: ofSite()?.status };
  };
  const openAsAlice = async () => {
    const page = await openPage({ baseURL: siteUrl() });
    await page.goto('/about');
    await submitSignIn(page, 'alice');
    await page.getByText('Welcome alice!').waitFor();
    return page;
  };

  it.each([
    ...Object.entries(WAYS_OUT).map(([name, way]) => [name, way, 200] as const),
    ...Object.entries(REFUSED_WAYS_OUT).map(([name, way]) => [name, way, 403] as const),
  ])('cannot sign a visitor out by %s', async (_, way, expected) => {
    const alice = await openAsAlice();
    const { status } = await lure(alice, way(siteUrl()));
    await alice.goto('/about');
    expect(await greetings(alice)).toEqual(['Welcome alice!']);
    expect(status).toBe(expected);
  });

  it('cannot sign a visitor in', async () => {
    const visitor = await openPage({ baseURL: siteUrl() });
    await visitor.goto('/home');
    const { status } = await lure(visitor, signInAsMallory(siteUrl()));
    await visitor.reload();
    expect(await greetings(visitor)).toEqual([]);
    expect(status).toBe(403);
  });

  it('cannot turn one visitor into another', async () => {
    const alice = await openAsAlice();
    const { status } = await lure(alice, signInAsMallory(siteUrl()));
    await alice.reload();
    expect(await greetings(alice)).toEqual(['Welcome alice!']);
    expect(status).toBe(403);
  });

  it('cannot show the sign-in form in a frame', async () => {
    const visitor = await openPage({ baseURL: siteUrl() });
    const { tab } = await lure(visitor, `<iframe src="${siteUrl()}/login"></iframe>`);
    await tab.waitForLoadState();
    const heading = tab.frameLocator('iframe').getByRole('heading', { name: HEADINGS.signIn });
    expect(await heading.count()).toBe(0);
  });

  it('can link to the site, as ever', async () => {
    const alice = await openAsAlice();
    const { tab, status } = await lure(
      alice,
      `<a href="${siteUrl()}/about">The site</a><script>document.links[0].click()</script>`,
    );
    await expectHeading(tab, HEADINGS.about);
    expect(await greetings(tab)).toEqual(['Welcome alice!']);
    expect(status).toBe(200);
  });
});

/** Collects what a tab is answered: also what the browser then withholds from the page, as it does with an image that is none. */
async function collectAnswers(tab: Page): Promise<() => Array<{ url: string; status: number }>> {
  const urls = new Map<string, string>();
  const statuses = new Map<string, number>();
  const devtools = await tab.context().newCDPSession(tab);
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    urls.set(requestId, request.url);
  });
  devtools.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    statuses.set(requestId, statusCode);
  });
  await devtools.send('Network.enable');
  return () => [...statuses].map(([id, status]) => ({ url: urls.get(id) ?? '', status }));
}

/** Serves one page until the running test ends, and answers where. */
async function serve(host: string, body: string): Promise<string> {
  const server = createServer((req, res) => {
    res.statusCode = req.url === '/' ? 200 : 204;
    res.setHeader('Content-Type', 'text/html');
    res.end(`<!doctype html><title>Elsewhere</title>${body}`);
  });
  return `http://${host}:${await listen(server)}/`;
}
