import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { parseFlow } from '../../src/flows/file/file.ts';
import { violations } from '../support/accessibility.ts';
import { submitSignIn, useBrowser } from '../support/browser.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';
import { borrowSite } from '../support/site.ts';

const openPage = useBrowser();

describe.skipIf(!inject('chromium'))('the page of session-app dev', () => {
  it.each(['authenticated', 'anonymous'] as const)(
    'shows what is clicked in a site (%s), and saves it as a flow that passes',
    async (mode) => {
      privateRuntime();
      const site = await borrowSite(mode, 'memory', 'javascript');
      const app = develop({ directory: site.directory, ui: true });
      const [started] = await app.until('started');
      const [link] = await app.until('page');
      const page = await openPage({ viewport: { width: 1280, height: 860 } });
      await page.goto(link?.url ?? '');
      await page.getByText('running', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Record', exact: true }).click();

      await clickThrough(await openPage({ baseURL: started?.url ?? '' }));
      await page.locator('.request', { hasText: 'POST /logout' }).waitFor();
      await page.getByRole('button', { name: 'Stop recording' }).click();
      if (process.env.SHOTS) await shots(page, mode);

      await page.getByRole('button', { name: /^Save as flow/ }).click();
      await page.getByLabel('Name').fill('signs-in');
      await page.getByText('"name": "signs-in"').waitFor();
      if (process.env.SHOTS) await page.screenshot({ path: `/tmp/shots/${mode}-save.png` });
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Wrote flows/signs-in.json.').first().waitFor();
      await app.stop();

      const text = readFileSync(join(site.directory, 'flows/signs-in.json'), 'utf8');
      if (process.env.SHOTS) console.log(text);
      expect(text).not.toContain('secret');
      const events = await allOf({
        directory: site.directory,
        flows: [parseFlow(text, 'signs-in')],
        user: 'bob',
      });
      expect(failuresIn(events)).toEqual([]);
      expect(stepsOf(events).map(({ title }) => title)).toContain('the log-out');
      await site.remove();
    },
  );
});

async function clickThrough(page: Page): Promise<void> {
  await page.goto('/home');
  await page.goto('/about');
  await submitSignIn(page, '');
  await submitSignIn(page, 'alice');
  await page.getByText('Welcome alice!').waitFor();
  await page.getByRole('link', { name: 'Contact' }).click();
  await page.getByRole('button', { name: /log ?out/i }).click();
  await page.getByText('Signed Out').waitFor();
}

async function shots(page: Page, mode: string): Promise<void> {
  await page.locator('.request .alias').first().click();
  await page.locator('.moments').waitFor();
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 860 });
      await page.emulateMedia({ colorScheme });
      console.log(width, colorScheme, await violations(page));
      await page.screenshot({
        path: `/tmp/shots/${mode}-${width}-${colorScheme}.png`,
        fullPage: width === 390,
      });
    }
  }
  await page.setViewportSize({ width: 1280, height: 860 });
}
