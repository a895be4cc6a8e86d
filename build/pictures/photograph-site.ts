import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { create } from '../../src/create/create.ts';
import { launchBrowser } from './browser.ts';
import { compressed } from './compressed.ts';
import type { Scheme } from './palettes.ts';
import { SITE_PAGES, type SitePage, WIDTHS } from './site-pages.ts';

/**
 * Takes pictures of each page of a new site, narrow and wide.
 *
 * @param scratch the folder for the site
 * @param folder the folder for the pictures, as PNG; it is emptied first
 */
export async function photographSite(
  scratch: string,
  folder: string,
  schemes: readonly Scheme[],
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [site, browser] = await Promise.all([startSite(scratch), launchBrowser()]);
  try {
    for (const page of SITE_PAGES) {
      for (const width of WIDTHS) {
        for (const scheme of schemes) {
          const picture = await photograph(browser, site.url, page, width, scheme);
          writeFileSync(join(folder, `${page.name}-${width}-${scheme}.png`), compressed(picture));
        }
      }
    }
  } finally {
    await browser.close();
    await site.stop();
  }
}

async function photograph(
  browser: Browser,
  baseURL: string,
  { signedIn, reach }: SitePage,
  width: number,
  colorScheme: Scheme,
): Promise<Buffer> {
  const context = await browser.newContext({
    baseURL,
    colorScheme,
    viewport: { width, height: width < 600 ? 640 : 560 },
  });
  const page = await context.newPage();
  if (signedIn) {
    await page.goto('/login');
    await page.getByLabel('Username').fill('alice');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Welcome alice!').waitFor();
  }
  await reach(page);
  const picture = await page.screenshot();
  await context.close();
  return picture;
}

async function startSite(scratch: string) {
  const directory = join(scratch, 'my-app');
  await create({ directory, mode: 'authenticated', store: 'memory', language: 'javascript' });
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  const child = spawn(process.execPath, ['src/server.js'], {
    cwd: directory,
    env: { ...process.env, NODE_ENV: 'development', PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\S+/.exec(line) ?? [];
    if (!url) continue;
    const stop = async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
    return { url, stop };
  }
  throw new Error('The site did not start.');
}
