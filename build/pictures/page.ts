import { pathToFileURL } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { compressed } from './compressed.ts';
import { PALETTES, type Scheme } from './palettes.ts';

/** Just wide enough for its two columns, so that the text is legible in a README. */
const VIEWPORT = { width: 1040, height: 735 };
const STEP = 'the sign-in';
/** For screens with a high density: twice as wide as a README's column. */
const SCALE = 1.6;

/** Takes pictures of the page of a run, with its sign-in open: a PNG per colour scheme. */
export async function photograph(
  report: string,
  schemes: readonly Scheme[],
): Promise<Map<Scheme, Uint8Array>> {
  const browser = await launchBrowser();
  const pictures = new Map<Scheme, Uint8Array>();
  for (const colorScheme of schemes) {
    const context = await browser.newContext({
      colorScheme,
      viewport: VIEWPORT,
      deviceScaleFactor: SCALE,
    });
    const picture = await framed(context, await signInOf(context, report), colorScheme);
    pictures.set(colorScheme, compressed(picture));
  }
  await browser.close();
  return pictures;
}

async function signInOf(context: BrowserContext, report: string): Promise<Buffer> {
  const page = await context.newPage();
  await page.goto(pathToFileURL(report).href);
  await page.getByText(STEP, { exact: true }).first().click();
  await page.mouse.move(0, 0);
  return page.screenshot();
}

/** Adds a border and round corners, as in the picture of the terminal. */
async function framed(context: BrowserContext, picture: Buffer, scheme: Scheme): Promise<Buffer> {
  const page = await context.newPage();
  await page.setContent(`<style>
    body { margin: 0 }
    main { position: relative; border-radius: 10px; overflow: hidden }
    img { display: block; width: 100% }
    main::after {
      position: absolute; inset: 0; content: "";
      border: 1px solid ${PALETTES[scheme].edge}; border-radius: 10px;
    }
  </style><main><img src="data:image/png;base64,${picture.toString('base64')}"></main>`);
  return page.locator('main').screenshot({ omitBackground: true });
}
