import { describe, expect, inject, it } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { expectHeading, HEADINGS, submitSignIn, useBrowser, useSite } from '../support/browser.ts';

const WIDTHS = [1280, 390];

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
  'an unknown page': { path: '/no-such-page', heading: 'Not Found' },
};

describe.skipIf(!inject('chromium')).each(WIDTHS)('in a browser %i px wide', (width) => {
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
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    },
  );
});
