import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { renderComparison } from '../../src/reports/html/comparison.ts';
import { violations } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { aComparison } from '../support/comparisons.ts';
import { HOSTILE } from '../support/sample-runs.ts';
import { scratchFolder } from '../support/scratch.ts';

const openPage = useBrowser();

const LOOKS = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(!inject('chromium'))('the page of a comparison', () => {
  it.each(LOOKS)('can be used by everyone, $width px wide, $colorScheme', async (look) => {
    const { width, colorScheme } = look;
    const page = await openPage({ viewport: { width, height: 800 }, colorScheme });
    const file = join(scratchFolder(), 'stores.html');
    writeFileSync(file, renderComparison(aComparison(HOSTILE)));
    const requests: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    expect(requests).toEqual([pathToFileURL(file).href]);
    expect(said).toEqual([]);
    expect(await page.locator('img, script').count()).toBe(0);
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['memory', 'file']);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
