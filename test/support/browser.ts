import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import type { Language, Mode } from '../../src/create/options.ts';
import { borrowSite, type InstalledSite, type RunningSite } from './site.ts';

/** What the pages are called, by their headings. */
export const HEADINGS = {
  home: 'You are at the home page!!',
  about: 'You are at the About page!!',
  contact: 'You are at the Contact page!!',
  products: 'Below are the products that we offer.',
  signIn: 'Please fill the below form to sign-in!!',
} as const;

/** A browser under test talks to the site and to nobody else, and asks nobody anything. */
const ARGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // Names of tests' sites are names of this machine.
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/** Opens an empty page for a visitor who has never been anywhere. */
type OpenPage = (options: BrowserContextOptions) => Promise<Page>;

/**
 * Starts Chromium for the tests of a file, and ends it after them. Whatever a page complains of while
 * a test runs (an error, a resource that is missing, a breach of the content policy) fails that test.
 *
 * @param keepsPages whether it keeps whole pages for the back button, as people's browsers do: without windows, none does
 */
export function useBrowser({ keepsPages = false } = {}): OpenPage {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: inject(keepsPages ? 'chromium' : 'quickChromium'),
      args: ARGS,
      // It goes to the tests' own pages alone, and as root it would not start with its sandbox.
      chromiumSandbox: false,
      ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    });
  });
  afterAll(() => browser?.close());

  return async (options) => {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const complaints = await collectComplaints(page);
    onTestFinished(async () => {
      await context.close();
      expect(complaints()).toEqual([]);
    });
    return page;
  };
}

/**
 * Builds a site for the tests of a block, and runs it while they last. Answers where it is.
 *
 * @param prepare what else is to be done to it before it runs
 */
export function useSite(
  mode: Mode,
  language: Language,
  env: Record<string, string> = {},
  prepare: (site: InstalledSite) => void = () => {},
): () => string {
  let site: InstalledSite;
  let running: RunningSite;
  beforeAll(async () => {
    site = await borrowSite(mode, 'memory', language);
    prepare(site);
    running = await site.start('start', env);
  });
  afterAll(async () => {
    await running?.stop();
    await site?.remove();
  });
  return () => running.url;
}

/** Fills in the sign-in form that the page shows, and sends it. */
export async function submitSignIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password').fill('secret');
  await page.getByRole('button', { name: 'Submit' }).click();
}

/** Waits until the page shows this heading. */
export async function expectHeading(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { name: text, exact: true }).waitFor();
}

/** Whom the page welcomes: one text, or none where nobody is signed in. */
export function greetings(page: Page): Promise<string[]> {
  return page.getByText('Welcome').allTextContents();
}

/** Collects all that the documents in a page complain of. */
async function collectComplaints(page: Page): Promise<() => string[]> {
  const complaints: Array<{ text: string; url?: string }> = [];
  const refused = new Set<string>();

  page.on('pageerror', (error) => complaints.push({ text: String(error) }));
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error') complaints.push({ text: message.text(), url });
  });
  await page.exposeFunction('reportViolation', (text: string) => complaints.push({ text }));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      Reflect.get(window, 'reportViolation')(`${violatedDirective} forbids ${blockedURI}`);
    });
  });

  // Chromium also complains of a page that is itself a refusal, such as the 404 page, which the test asked for.
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && response.status() >= 400) {
      refused.add(response.url());
    }
  });
  const isRefusedPage = ({ text, url = '' }: { text: string; url?: string }) =>
    text.startsWith('Failed to load resource') && refused.has(url);
  return () =>
    complaints
      .filter((complaint) => !isRefusedPage(complaint))
      .map(({ text, url }) => (url ? `${text} (${url})` : text));
}
