import type { Page } from 'playwright-core';

/** A page of a site, and how a visitor reaches it. */
export interface SitePage {
  name: string;
  /** Whether alice is signed in. */
  signedIn?: true;
  reach(page: Page): Promise<unknown>;
}

const at = (path: string) => (page: Page) => page.goto(path);

/** Each page that a site can show, by its name in the pictures. */
export const SITE_PAGES: readonly SitePage[] = [
  { name: 'home', reach: at('/home') },
  { name: 'about', signedIn: true, reach: at('/about') },
  { name: 'contact', signedIn: true, reach: at('/contact') },
  { name: 'products', reach: at('/products') },
  { name: 'account', signedIn: true, reach: at('/account') },
  { name: 'sign-in', reach: at('/login') },
  { name: 'sign-in-again', signedIn: true, reach: at('/login') },
  {
    name: 'sign-in-refused',
    reach: async (page) => {
      await page.goto('/login');
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'log-out',
    signedIn: true,
    // A visitor from another site must confirm first.
    reach: async (page) => {
      const { origin } = new URL(page.url());
      await page.goto(`data:text/html,<a href="${origin}/logout">log out</a>`);
      await page.getByText('log out').click();
      await page.getByText('Do you want to log out?').waitFor();
    },
  },
  {
    name: 'signed-out',
    signedIn: true,
    reach: async (page) => {
      await page.goto('/home');
      await page.getByRole('button', { name: 'Log Out' }).click();
      await page.getByText('Signed Out!!!').waitFor();
    },
  },
  { name: 'not-found', reach: at('/no-such-page') },
];

export const WIDTHS = [390, 1280] as const;
