import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { expectHeading, greetings, HEADINGS, useBrowser, useSite } from '../support/browser.ts';
import { addUsers, PASSWORD } from '../support/users.ts';

const openPage = useBrowser();
const ROUNDS = 5;

describe.skipIf(!inject('chromium')).each([
  // A visitor of the one has a session before; a visitor of the other who signs in again has one as well.
  ['anonymous', ['/home']],
  ['authenticated', ['/login', '/home']],
] as const)('a double click on Submit, in %s mode', (mode, pages) => {
  const usersFile = join(mkdtempSync(join(tmpdir(), 'users-')), 'users.json');
  beforeAll(() => addUsers(usersFile, 'alice', 'bob'));
  // The password is checked for as long as it takes in production, so that both clicks meet.
  const siteUrl = useSite(mode, 'javascript', { USERS_FILE: usersFile });

  it('signs in, once, and the browser has the session that is there', async () => {
    let twice = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = await openPage({ baseURL: siteUrl() });
      const submit = page.getByRole('button', { name: 'Submit' });
      const fillIn = async (name: string) => {
        await page.goto('/login');
        await page.getByLabel('Username').fill(name);
        await page.getByLabel('Password').fill(PASSWORD);
      };
      for (const path of pages) {
        await page.goto(path);
        if (path !== '/login') continue;
        await fillIn('bob');
        await submit.click();
        await expectHeading(page, HEADINGS.home);
      }
      const before = await sessionCookie(page.context());
      expect(before).toBeDefined();

      let posts = 0;
      page.on('request', (request) => {
        if (request.method() === 'POST') posts += 1;
      });
      await fillIn('alice');
      // As long as a person takes: clicks without a pause are sent as one request.
      await submit.dblclick({ delay: 30 });
      await expectHeading(page, HEADINGS.home);
      if (posts === 2) twice += 1;
      expect(await greetings(page)).toEqual(['Welcome alice!']);
      await page.goto('/about');
      expect(await greetings(page)).toEqual(['Welcome alice!']);
      expect(await sessionCookie(page.context())).not.toBe(before);
    }
    // On a busy machine, the first answer may be there before the second click.
    expect(twice).toBeGreaterThan(0);
  });
});

async function sessionCookie(context: {
  cookies(): Promise<Array<{ name: string; value: string }>>;
}): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name === 'my-app')?.value;
}
