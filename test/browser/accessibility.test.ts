import { describe, expect, inject, it } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { expectHeading, HEADINGS, submitSignIn, useBrowser, useSite } from '../support/browser.ts';

/** Axe takes a second a page, so it looks at one scheme on a phone and at the other one on a wide screen. */
const LOOKS = [
  { width: 320 },
  { width: 390, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1600 },
] as const;

const openPage = useBrowser();

/** Ways to each page: a path, who is signed in, what is done there. */
const PAGES: Record<string, { path: string; name?: string; heading: string; submit?: string }> = {
  home: { path: '/home', heading: HEADINGS.home },
  'home, signed in': { path: '/home', name: 'alice', heading: HEADINGS.home },
  about: { path: '/about', name: 'alice', heading: HEADINGS.about },
  'about, under a name wider than the page': {
    path: '/about',
    // As long as a name can be.
    name: 'W'.repeat(100),
    heading: HEADINGS.about,
  },
  contact: { path: '/contact', name: 'alice', heading: HEADINGS.contact },
  products: { path: '/products', heading: HEADINGS.products },
  'the sign-in form': { path: '/login', heading: HEADINGS.signIn },
  'the sign-in form, with a message': { path: '/login', heading: HEADINGS.signIn, submit: '' },
  'the sign-in form, signed in': { path: '/login', name: 'alice', heading: HEADINGS.signIn },
  'the page after a log-out': { path: '/logout', name: 'alice', heading: 'Signed Out!!!' },
  'an unknown page': { path: '/no-such-page', heading: 'Not Found' },
};

describe.skipIf(!inject('chromium')).each(LOOKS)('in a browser $width px wide', (look) => {
  const { width } = look;
  const siteUrl = useSite('authenticated', 'typescript');

  it.each(Object.entries(PAGES))(
    '%s fits, and can be used by everyone',
    async (_, { path, name, heading, submit }) => {
      const page = await openPage({ baseURL: siteUrl(), viewport: { width, height: 800 } });
      if (name !== undefined) {
        await page.goto('/login');
        await submitSignIn(page, name);
        await page.getByText(`Welcome ${name}!`).waitFor();
      }
      await page.goto(path);
      if (submit !== undefined) {
        await submitSignIn(page, submit);
        await page.getByRole('alert').waitFor();
      }
      await expectHeading(page, heading);
      if ('colorScheme' in look) {
        await page.emulateMedia({ colorScheme: look.colorScheme });
        expect(await violations(page)).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    },
  );

  it('the bar takes at most two lines, or three on the narrowest phones', async () => {
    const page = await openPage({ baseURL: siteUrl(), viewport: { width, height: 800 } });
    await page.goto('/login');
    await submitSignIn(page, 'alice');
    await page.getByText('Welcome alice!').waitFor();
    // Its style sheet may come after its text.
    await page.waitForLoadState();
    const middles = await page.locator('.bar > *').evaluateAll((parts) =>
      parts.map((part) => {
        const { top, height } = part.getBoundingClientRect();
        return Math.round((top + height / 2) / 10);
      }),
    );
    expect(new Set(middles).size).toBeLessThanOrEqual(width < 360 ? 3 : 2);
  });
});
