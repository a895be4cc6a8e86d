import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import { renderHar } from '../../src/reports/har.ts';
import { renderHtml } from '../../src/reports/html/html.ts';
import { focusIsShown, violations } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { loginSteps } from '../support/login-steps.ts';
import { aFailedCheck, aRun, aSession, aStore } from '../support/runs.ts';
import { HOSTILE, SAMPLE_RUNS } from '../support/sample-runs.ts';
import { scratchFolder } from '../support/scratch.ts';

const openPage = useBrowser();

const LOGIN = aRun({ steps: loginSteps() });

const LONG = aRun({ steps: Array.from({ length: 24 }, () => loginSteps()).flat() });

const FAILED = aRun({
  steps: [
    {},
    { title: 'the sign-in', checks: [aFailedCheck('the id', 'a new one', 'the same')] },
    {},
  ],
});

/** One session, then two, then none. */
const HISTORY = aRun({
  steps: [
    { store: aStore({ sessions: [aSession()] }) },
    { store: aStore({ sessions: [aSession(), aSession({ session: '#2', user: 'bob' })] }) },
    { store: aStore() },
  ],
  end: null,
});

/** Runs whose pages look different. */
const VARIED = [
  'several failures',
  'two visitors',
  'quick against patient',
  'hostile values',
  'no steps',
];

const LOOKS = [1280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(!inject('chromium'))('the page of a run', () => {
  it.each(Object.entries(SAMPLE_RUNS))(
    'asks for nothing else and does nothing that its policy forbids: %s',
    async (_, events) => {
      const { page, requests } = await openReport(events);
      await page.mouse.move(200, 300);
      expect(requests).toEqual([page.url().replace(/#.*/, '')]);
    },
  );

  it('shows what a run says, and does none of it', async () => {
    const { page } = await openReport(SAMPLE_RUNS['hostile values'] ?? [], {}, '#step-1');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => dialogs.push(dialog.message()));
    await page.reload();
    await account(page).getByText('1 header').first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(HOSTILE);
    expect(await account(page).textContent()).toContain(`"${HOSTILE}"`);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(dialogs).toEqual([]);
  });

  it('begins with what came of the run, and takes arrow keys before anything is clicked', async () => {
    for (const events of [FAILED, LOGIN]) {
      const { page } = await openReport(events);
      expect(await shownTitle(page)).toBe('The run');
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('.moment:visible').getAttribute('id')).toBe('step-1');
      await page.keyboard.press('End');
      expect(await shownTitle(page)).toBe('The end');
    }
  });

  it('lists its flows, each of which leads to its first step', async () => {
    const { page } = await openReport(SAMPLE_RUNS['quick against patient'] ?? []);
    const flows = page.getByRole('navigation', { name: 'Flows of the run' });
    const links = await flows.getByRole('link').allTextContents();
    expect(links.length).toBeGreaterThan(1);
    expect(await flows.textContent()).toContain('failed');
    await flows.getByRole('link').last().click();
    expect(await account(page).locator('.eyebrow').textContent()).toContain(links.at(-1));
  });

  it('explains a step before its checks, and sums up at its end', async () => {
    const { page } = await openReport(LOGIN, {}, '#step-3');
    const headings = account(page).getByRole('heading', { level: 3 });
    expect((await headings.allTextContents()).slice(0, 3)).toEqual([
      'What happens here',
      'Why',
      'Checks',
    ]);
    await page.keyboard.press('End');
    const summary = await account(page).locator('.summary dd').allTextContents();
    expect(summary).toHaveLength(5);
    expect(summary.join(' ')).toContain('session fixation');
  });

  it('shows a step that is clicked, and it alone', async () => {
    const { page } = await openReport(LOGIN);
    await step(page, 'the log-out').click();
    expect(await shownTitle(page)).toBe('the log-out');
    expect(await step(page, 'the log-out').getAttribute('aria-selected')).toBe('true');
    expect(await page.getByRole('tab', { selected: true }).count()).toBe(1);
    expect(await account(page).count()).toBe(1);
    expect(new URL(page.url()).hash).toBe('#step-5');
  });

  it('walks through the steps by arrow keys, Home and End, and shows where the focus is', async () => {
    const { page } = await openReport(LONG);
    await page.getByRole('tab', { selected: true }).focus();
    const walk: Array<[key: string, number: string]> = [
      ['ArrowDown', '1'],
      ['ArrowDown', '2'],
      ['ArrowRight', '3'],
      ['ArrowUp', '2'],
      ['ArrowLeft', '1'],
      ['ArrowUp', 'The run'],
      ['ArrowUp', 'The run'],
      ['End', 'The end'],
      ['ArrowDown', 'The end'],
      ['ArrowUp', '120'],
      ['Home', 'The run'],
    ];
    for (const [key, number] of walk) {
      await page.keyboard.press(key);
      expect(await page.locator(':focus').textContent(), key).toMatch(
        new RegExp(`^\\s*${number}\\b`),
      );
      expect(await page.locator(':focus').getAttribute('aria-selected')).toBe('true');
      expect(await focusIsShown(page)).toBe(true);
      expect(await isInSight(page, ':focus')).toBe(true);
    }
  });

  it('leads to a failed step with one click', async () => {
    const { page } = await openReport(SAMPLE_RUNS['several failures'] ?? []);
    const failures = page.getByRole('navigation', { name: 'Steps that failed' });
    expect(await failures.getByRole('link').allTextContents()).toEqual([
      '✗ Step 1, the sign-in',
      '✗ Step 2, the page that was asked for',
    ]);
    await failures.getByRole('link').nth(1).click();
    expect(await shownTitle(page)).toBe('the page that was asked for');
    expect(await step(page, 'the page that was asked for').textContent()).toContain('no answer');
  });

  it('opens at the step that its address names', async () => {
    const { page } = await openReport(LOGIN, {}, '#step-3');
    expect(await shownTitle(page)).toBe('the sign-in');
    await page.evaluate(() => {
      location.hash = '#step-4';
    });
    await expect.poll(() => shownTitle(page)).toBe('the page that was asked for');
  });

  it('walks through the store’s history by its slider', async () => {
    const { page } = await openReport(HISTORY, {}, '#step-1');
    const slider = page.getByRole('slider');
    const users = () => account(page).locator('.session strong').allTextContents();
    expect(await users()).toEqual(['alice']);
    await slider.press('ArrowRight');
    expect(await users()).toEqual(['alice', 'bob']);
    expect(await slider.getAttribute('aria-valuetext')).toBe('Step 2 of 3: the home page');
    expect(await page.getByRole('status').textContent()).toBe('Step 2 of 3 2 sessions');
    await slider.fill('4');
    expect(await users()).toEqual([]);
    expect(await account(page).textContent()).toContain('The store is empty.');
    await page.getByRole('button', { name: 'Previous step' }).click();
    expect(await users()).toEqual(['alice', 'bob']);
    expect(await slider.inputValue()).toBe('3');
  });

  it('shows each step’s account in full', async () => {
    const { page } = await openReport(LOGIN, {}, '#step-3');
    const words = (await account(page).textContent())?.replace(/\s+/g, ' ');
    for (const part of [
      'the status: 303',
      'The session was saved before the answer left.',
      'POST /login?next=%2Fabout',
      'password••••••',
      '303 See Other → /about on this site',
      'session set #1 Path=/ HttpOnly SameSite=Lax Expires in 2 h',
      'set #1 0.4 ms',
      '#1 created user "alice"',
      'Masked id3c6e0b8a',
    ]) {
      expect(words).toContain(part);
    }
  });

  it('opens at its top on a narrow page too, and goes to the account of a step that is clicked', async () => {
    const { page } = await openReport(LONG, { viewport: { width: 400, height: 800 } });
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await step(page, 'the sign-in form').first().click();
    expect(await isInSight(page, '#step-2 h2')).toBe(true);
    expect(new URL(page.url()).hash).toBe('#step-2');
  });

  it('shows everything without its script, and its links still lead to the steps', async () => {
    const { page } = await openReport(LOGIN, { javaScriptEnabled: false });
    const accounts = page.locator('.moment');
    expect(await accounts.count()).toBe(7);
    for (const one of await accounts.all()) expect(await one.isVisible()).toBe(true);
    expect(await page.getByRole('slider').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'the log-out' }).click();
    expect(await isInSight(page, '#step-5')).toBe(true);
  });

  it('prints every step, and nothing that can only be clicked', async () => {
    const { page } = await openReport(LOGIN);
    await page.emulateMedia({ media: 'print' });
    for (const one of await page.locator('.moment').all()) expect(await one.isVisible()).toBe(true);
    expect(await page.getByRole('slider').isVisible()).toBe(false);
  });

  it.each(LOOKS)('can be used by everyone, $width px wide, $colorScheme', async (look) => {
    const { width, colorScheme } = look;
    for (const name of VARIED) {
      const { page } = await openReport(SAMPLE_RUNS[name] ?? [], {
        viewport: { width, height: 800 },
        colorScheme,
      });
      expect(await violations(page), name).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
      await page.close();
    }
  });
});

describe.skipIf(!inject('chromium'))('the page of a long run', () => {
  it('looks through itself as often as the page of a short one', async () => {
    const queries = async (events: RunEvent[]) => {
      const { page } = await openReport(events, {}, '', countQueries);
      return page.evaluate(() => Reflect.get(window, 'queries'));
    };
    const few = await queries(LOGIN);
    expect(few).toBeGreaterThan(5);
    expect(await queries(LONG)).toBe(few);
  });

  it('changes two of its steps for a key, however many it has', async () => {
    const { page } = await openReport(LONG);
    const changed = await page.evaluate(() => {
      const rows = new Set<Node>();
      const watch = new MutationObserver((changes) => {
        for (const { target } of changes) rows.add(target);
      });
      for (const tab of document.querySelectorAll('[role="tab"]')) {
        watch.observe(tab, { attributes: true });
      }
      const shown = document.querySelector<HTMLElement>('[aria-selected="true"]');
      shown?.focus();
      shown?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
      return new Promise<number>((resolve) => setTimeout(() => resolve(rows.size)));
    });
    expect(changed).toBe(2);
  });
});

describe.skipIf(!inject('chromium'))('an HTTP Archive', () => {
  it('is read by a browser, which sees the pages of the run in it', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'run.har'), renderHar(LOGIN));
    const page = await openPage({});
    await page.routeFromHAR(join(folder, 'run.har'), { notFound: 'abort' });
    const answer = await page.goto('http://127.0.0.1:40123/login?next=%2Fabout');
    expect(answer?.status()).toBe(200);
    expect(await page.title()).toBe('Web App');
  });
});

/** Opens a run's page from a file, and collects what it asks for. */
/** Counts, in a page, how often its script looks through it. */
function countQueries(): void {
  Reflect.set(window, 'queries', 0);
  for (const name of ['querySelector', 'querySelectorAll'] as const) {
    const query = Document.prototype[name];
    Document.prototype[name] = function (this: Document, selector: string) {
      Reflect.set(window, 'queries', Reflect.get(window, 'queries') + 1);
      return Reflect.apply(query, this, [selector]);
    };
  }
}

async function openReport(
  events: RunEvent[],
  options: BrowserContextOptions = {},
  hash = '',
  prepare?: () => void,
) {
  const file = join(scratchFolder(), 'run.html');
  writeFileSync(file, renderHtml(events));
  const page = await openPage({ viewport: { width: 1280, height: 800 }, ...options });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  if (prepare) await page.addInitScript(prepare);
  await page.goto(pathToFileURL(file).href + hash);
  return { page, requests };
}

function step(page: Page, title: string) {
  return page.getByRole('tab', { name: title });
}

/** The account that the page shows. */
function account(page: Page) {
  return page.getByRole('tabpanel');
}

function shownTitle(page: Page): Promise<string | null> {
  return account(page).getByRole('heading', { level: 2 }).textContent();
}

/** Whether all of an element is within what the window shows. */
function isInSight(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const { top } = element.getBoundingClientRect();
    return top >= 0 && top < innerHeight && element.checkVisibility();
  });
}
