import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { renderAuditHtml } from '../../src/reports/audit/html.ts';
import { violations } from '../support/accessibility.ts';
import { SAMPLE_AUDITS } from '../support/audits.ts';
import { useBrowser } from '../support/browser.ts';
import { scratchFolder } from '../support/scratch.ts';

const openPage = useBrowser();

const LOOKS = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(!inject('chromium'))('the page of an audit', () => {
  // Whatever a page complains of, such as its policy, fails the test by itself.
  it.each(LOOKS)('can be used by everyone, $width px wide, $colorScheme', async (look) => {
    const { width, colorScheme } = look;
    for (const [name, events] of Object.entries(SAMPLE_AUDITS)) {
      const page = await openPage({ viewport: { width, height: 800 }, colorScheme });
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      const path = join(scratchFolder(), 'audit.html');
      writeFileSync(path, renderAuditHtml(events));
      await page.goto(pathToFileURL(path).href);
      expect(await violations(page), name).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
      expect(requests, name).toEqual([pathToFileURL(path).href]);
      await page.close();
    }
  });

  it('draws the attack on what is broken', async () => {
    const page = await openPage({});
    const path = join(scratchFolder(), 'audit.html');
    writeFileSync(path, renderAuditHtml(SAMPLE_AUDITS['all verdicts'] ?? []));
    await page.goto(pathToFileURL(path).href);
    const finding = page.locator('#rule-id-renewed');
    expect(await finding.locator('.row .title').allTextContents()).toEqual([
      'a page that asks for a sign-in',
      'the sign-in form',
      'the sign-in',
    ]);
    expect(await finding.textContent()).toContain('Call req.session.regenerate() first');
    expect(await page.locator('.finding').count()).toBe(3);
  });
});
