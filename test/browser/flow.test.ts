import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { focusIsShown } from '../support/accessibility.ts';
import {
  expectHeading,
  greetings,
  HEADINGS,
  submitSignIn,
  useBrowser,
  useSite,
} from '../support/browser.ts';

const openPage = useBrowser({ keepsPages: true });

describe.skipIf(!inject('chromium')).each([
  ['authenticated', 'typescript'],
  ['anonymous', 'javascript'],
] as const)('in a browser, a site in %s mode, in %s', (mode, language) => {
  const siteUrl = useSite(mode, language);
  const visit = async (path: string) => {
    const page = await openPage({ baseURL: siteUrl() });
    await page.goto(path);
    return page;
  };
  const follow = async (page: Page, link: string, heading: string) => {
    await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
    await expectHeading(page, heading);
  };
  const logOut = async (page: Page) => {
    await page.getByRole('button', { name: 'Log Out' }).click();
    await page.getByText('Signed Out!!!').waitFor();
  };

  it('takes a visitor in, around and out by clicks alone', async () => {
    const page = await visit('/');
    await expectHeading(page, HEADINGS.home);
    expect(await greetings(page)).toEqual([]);

    await follow(page, 'About', HEADINGS.signIn);
    await submitSignIn(page, 'alice');
    await expectHeading(page, HEADINGS.about);
    expect(new URL(page.url()).pathname).toBe('/about');
    expect(await greetings(page)).toEqual(['Welcome alice!']);

    for (const [link, heading] of [
      ['Contact', HEADINGS.contact],
      ['Products', HEADINGS.products],
      ['Home', HEADINGS.home],
    ] as const) {
      await follow(page, link, heading);
      expect(await greetings(page)).toEqual(['Welcome alice!']);
    }

    await logOut(page);
    await goBack(page);
    await expectHeading(page, HEADINGS.home);
    await page.reload();
    expect(await greetings(page)).toEqual([]);
    await follow(page, 'About', HEADINGS.signIn);
  });

  it('leads from the button "Sign In" to the home page', async () => {
    const page = await visit('/products');
    await page.getByRole('button', { name: 'Sign In' }).click();
    await expectHeading(page, HEADINGS.signIn);
    await submitSignIn(page, 'alice');
    await expectHeading(page, HEADINGS.home);
    expect(await greetings(page)).toEqual(['Welcome alice!']);
  });

  it('asks for the name again where it was left empty, and then goes on as if it had not been', async () => {
    const page = await visit('/about');
    await submitSignIn(page, '   ');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('Please enter your username.');

    await submitSignIn(page, 'alice');
    await expectHeading(page, HEADINGS.about);
  });

  it('shows no protected page when the visitor goes back after a log-out', async () => {
    const page = await visit('/about');
    await submitSignIn(page, 'alice');
    await expectHeading(page, HEADINGS.about);
    await follow(page, 'Contact', HEADINGS.contact);
    await logOut(page);

    for (const path of ['/contact', '/about']) {
      await goBack(page);
      await expectHeading(page, HEADINGS.signIn);
      expect(new URL(page.url()).searchParams.get('next')).toBe(path);
      expect(await greetings(page)).toEqual([]);
    }
  });

  it('can be used by keyboard alone, and shows where the focus is', async () => {
    const page = await visit('/home');
    const tabTo = async (name: string) => {
      // The bar comes first; the home page has some of its links once more.
      const target = page.locator('a, button, input').and(named(page, name)).first();
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press('Tab');
        expect(await focusIsShown(page)).toBe(true);
        if (await target.evaluate((element) => element === document.activeElement)) return;
      }
      throw new Error(`Tab does not lead to "${name}"`);
    };

    await tabTo('About');
    await page.keyboard.press('Enter');
    await expectHeading(page, HEADINGS.signIn);
    await tabTo('Username');
    await page.keyboard.type('alice');
    await tabTo('Password');
    await page.keyboard.type('secret');
    await tabTo('Submit');
    await page.keyboard.press('Enter');
    await expectHeading(page, HEADINGS.about);
    expect(await greetings(page)).toEqual(['Welcome alice!']);

    await tabTo('Log Out');
    await page.keyboard.press('Space');
    await page.getByText('Signed Out!!!').waitFor();
  });
});

/** A page that the browser kept whole is not loaded again, so there is no such event to wait for. */
async function goBack(page: Page): Promise<void> {
  await page.goBack({ waitUntil: 'commit' });
}

/** What goes by this name for somebody who hears the page: a field by its label, the others by their text. */
function named(page: Page, name: string) {
  return page.getByLabel(name, { exact: true }).or(page.getByText(name, { exact: true }));
}
