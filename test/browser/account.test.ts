import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { focusIsShown, violations } from '../support/accessibility.ts';
import { expectHeading, greetings, HEADINGS, useBrowser, useSite } from '../support/browser.ts';
import { addUsers, makeHashesCheap, PASSWORD, useCheapHashes } from '../support/users.ts';

const NEW = 'another horse';
const openPage = useBrowser();
useCheapHashes();

describe.skipIf(!inject('chromium')).each([
  ['authenticated', 'typescript'],
  ['anonymous', 'javascript'],
] as const)('the account page in a browser, in %s mode, in %s', (mode, language) => {
  const usersFile = join(mkdtempSync(join(tmpdir(), 'users-')), 'users.json');
  beforeAll(() => addUsers(usersFile, 'alice', 'bob', 'carol'));
  const siteUrl = useSite(mode, language, { USERS_FILE: usersFile }, makeHashesCheap);

  const signIn = async (name: string, password = PASSWORD) => {
    const page = await openPage({ baseURL: siteUrl() });
    await page.goto('/login');
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Submit' }).click();
    return page;
  };
  const openAccount = async (page: Page, name: string) => {
    await page.getByRole('link', { name: `Welcome ${name}!` }).click();
    await expectHeading(page, 'Your account');
  };
  const isSignedIn = async (page: Page) => {
    await page.goto('/home');
    return (await greetings(page)).length > 0;
  };

  it('shows where one is signed in, and ends one session and then all others', async () => {
    const [page, second, third, fourth] = [
      await signIn('alice'),
      await signIn('alice'),
      await signIn('alice'),
      await signIn('alice'),
    ];
    await openAccount(page, 'alice');
    await expect.poll(() => page.getByRole('listitem').count()).toBe(4);
    expect(await page.getByRole('listitem').first().textContent()).toMatch(
      /^\s*Chrome on \w+ \(this browser\)\s+Signed in just now, last used just now\.\s*$/,
    );
    expect(await violations(page)).toEqual([]);

    await page
      .getByRole('button', { name: /^End the session/ })
      .first()
      .click();
    await page.getByRole('status').waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(3);
    const left = await Promise.all([second, third, fourth].map(isSignedIn));
    expect(left.filter(Boolean)).toHaveLength(2);

    await page.getByRole('button', { name: 'End all other sessions' }).click();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    expect(await Promise.all([second, third, fourth].map(isSignedIn))).toEqual([
      false,
      false,
      false,
    ]);
    expect(await isSignedIn(page)).toBe(true);
  });

  it('changes the password, which signs out the other browser', async () => {
    const [page, other] = [await signIn('bob'), await signIn('bob')];
    await openAccount(page, 'bob');
    const change = async (old: string) => {
      await page.getByLabel('Old password').fill(old);
      await page.getByLabel('New password', { exact: true }).fill(NEW);
      await page.getByLabel('New password, once more').fill(NEW);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await change('a guess');
    expect(await page.getByRole('alert').textContent()).toContain('The old password is not right');
    expect(await violations(page)).toEqual([]);
    await change(PASSWORD);
    expect(await page.getByRole('status').textContent()).toContain('Your password was changed');
    expect(await isSignedIn(other)).toBe(false);
    expect(await isSignedIn(page)).toBe(true);
    expect(await isSignedIn(await signIn('bob', NEW))).toBe(true);
  });

  it('can be used by keyboard alone, and shows where the focus is', async () => {
    const [page, other] = [await signIn('carol'), await signIn('carol')];
    await expectHeading(page, HEADINGS.home);
    await expectHeading(other, HEADINGS.home);
    const tabTo = async (isThere: (label: string) => boolean) => {
      for (let presses = 0; presses < 30; presses += 1) {
        await page.keyboard.press('Tab');
        expect(await focusIsShown(page)).toBe(true);
        const label = await page.evaluate(() => {
          const { activeElement: element } = document;
          const labels = element instanceof HTMLInputElement ? element.labels : null;
          return (
            element?.getAttribute('aria-label') ??
            labels?.[0]?.textContent ??
            element?.textContent ??
            ''
          );
        });
        if (isThere(label.trim())) return;
      }
      throw new Error('Tab does not lead there');
    };
    await tabTo((label) => label === 'Welcome carol!');
    await page.keyboard.press('Enter');
    await expectHeading(page, 'Your account');
    await tabTo((label) => label.startsWith('End the session'));
    await page.keyboard.press('Space');
    await page.getByRole('status').waitFor();
    expect(await isSignedIn(other)).toBe(false);

    await tabTo((label) => label === 'Welcome carol!');
    await page.keyboard.press('Enter');
    await expectHeading(page, 'Your account');
    for (const [field, text] of [
      ['Old password', PASSWORD],
      ['New password', NEW],
      ['New password, once more', NEW],
    ] as const) {
      await tabTo((label) => label === field);
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await page.getByText('Your password was changed').waitFor();
  });
});
