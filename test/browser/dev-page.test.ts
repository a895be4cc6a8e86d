import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { parseFlow } from '../../src/flows/file/file.ts';
import { focusIsShown, violations } from '../support/accessibility.ts';
import { submitSignIn, useBrowser } from '../support/browser.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';
import { borrowSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

const openPage = useBrowser();

describe.skipIf(!inject('chromium'))('the page of session-app dev', () => {
  it.each(['authenticated', 'anonymous'] as const)(
    'shows what is clicked in a site (%s), and saves it as a flow that passes',
    async (mode) => {
      privateRuntime();
      const site = await borrowSite(mode, 'memory', 'javascript');
      const app = develop({ directory: site.directory, ui: true });
      const [[started], [link]] = [await app.until('started'), await app.until('page')];
      const page = await openPage({ viewport: { width: 1280, height: 860 } });
      await page.goto(link?.url ?? '');
      await page.getByText('running', { exact: true }).waitFor();
      expect(new URL(page.url()).hash).toBe('');
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await clickThrough(await openPage({ baseURL: started?.url ?? '' }));
      await page.locator('.request', { hasText: 'POST /logout' }).waitFor();
      await page.getByRole('button', { name: 'Stop recording' }).click();

      await page.getByRole('button', { name: /^Save as flow/ }).click();
      await page.getByLabel('Name').fill('signs-in');
      await page.getByText('"name": "signs-in"').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Wrote flows/signs-in.json.').first().waitFor();
      // Nothing is written over unless somebody says so.
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('is there already. Press Replace').waitFor();
      await page.getByRole('button', { name: 'Replace' }).click();
      await page.getByText('Wrote flows/signs-in.json.').first().waitFor();
      await page.getByRole('button', { name: 'Close' }).click();

      if (mode === 'anonymous')
        await restart(page, join(site.directory, 'src/app.js'), started?.url);
      await app.stop();
      await page.getByText('session-app dev has ended.').waitFor();

      const text = readFileSync(join(site.directory, 'flows/signs-in.json'), 'utf8');
      expect(text).not.toContain('secret');
      const { directory } = site;
      const events = await allOf({ directory, flows: [parseFlow(text, 'signs-in')], user: 'bob' });
      expect(failuresIn(events)).toEqual([]);
      expect(stepsOf(events).map(({ title }) => title)).toEqual([
        'GET /home',
        'GET /about',
        '/login?next=%2Fabout, where that leads',
        'a sign-in that is refused',
        'the sign-in',
        '/about, where that leads',
        'GET /contact',
        'the log-out',
      ]);
      await site.remove();
    },
  );

  it('lets in a tab once by its link, and again after a reload', async () => {
    privateRuntime();
    const app = develop({ directory: APPS, start: 'node every-ending.cjs', ui: true });
    const [[started], [link]] = [await app.until('started'), await app.until('page')];
    const page = await openPage({});
    await page.goto(link?.url ?? '');
    await page.getByText('running', { exact: true }).waitFor();
    await new Visitor(started?.url ?? '').get('/');
    await page.getByRole('button', { name: 'the life of session #1' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'the life of session #1' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  it('shows what an app says, and does none of it, at all widths and in both schemes', async () => {
    privateRuntime();
    const app = develop({ directory: APPS, start: 'node says-markup.cjs', ui: true });
    const [[started], [link]] = [await app.until('started'), await app.until('page')];
    const page = await openPage({ viewport: { width: 1280, height: 860 } });
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => void dialogs.push(dialog.message()));
    await page.goto(link?.url ?? '');
    const visitor = new Visitor(started?.url ?? '');
    await visitor.get('/%3Cimg%20src=x%20onerror=alert(1)%3E?q=<img/src=x/onerror=alert(2)>');
    await visitor.get('/again');
    await page.locator('.request').nth(1).waitFor();
    await page.getByRole('button', { name: 'the life of session #1' }).first().click();
    await page.getByRole('heading', { name: 'The life of #1' }).waitFor();
    expect(await page.locator('.life').textContent()).toContain('<img src=x onerror=alert(3)>');
    expect(await page.locator('img, script:not([src]), style').count()).toBe(0);
    for (const width of [1280, 390]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 860 });
        await page.emulateMedia({ colorScheme });
        expect(await violations(page), `${width} ${colorScheme}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        if (process.env.SHOTS)
          await page.screenshot({ path: `/tmp/shots/hostile-${width}-${colorScheme}.png` });
      }
    }
    // By the keyboard alone.
    expect(await page.locator(':focus').textContent()).toBe('The life of #1');
    await page.keyboard.press('Escape');
    expect(await page.locator('.life').isVisible()).toBe(false);
    expect(await page.locator(':focus').textContent()).toBe('#1');
    expect(await focusIsShown(page)).toBe(true);
    await page.locator('.request input').first().focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save as flow (1)' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('"name": "clicked"').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator(':focus').textContent()).toBe('Save as flow (1)');
    expect(dialogs).toEqual([]);
    await app.stop();
    await page.getByText('session-app dev has ended.').waitFor();
  });
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

/** A session that is there when the app restarts, and what becomes of it. */
async function restart(page: Page, file: string, url = ''): Promise<void> {
  await new Visitor(url).get('/home');
  await page.locator('.session', { hasText: '#3' }).waitFor();
  appendFileSync(file, '\n');
  await page.getByText('the app is running again').waitFor();
  await page.locator('.session', { hasText: '#3' }).getByRole('button').click();
  const moments = page.locator('.moments > li');
  await moments.nth(1).waitFor();
  expect(await moments.first().textContent()).toContain('it begins');
  expect(await moments.nth(1).textContent()).toContain('its memory went with it');
  // What was before the restart is still there.
  await page.locator('.session', { hasText: '#1' }).getByRole('button').click();
  await page.getByRole('heading', { name: 'The life of #1' }).waitFor();
  expect(await moments.last().textContent()).toContain('destroyed, #2 takes its place');
}
