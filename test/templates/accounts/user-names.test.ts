import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalizeUserName } from '../../../templates/base/src/accounts/users/user-name.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import {
  makeHashesCheap,
  manage,
  PASSWORD,
  scratchUsers,
  signIn,
  startWithUsers,
} from '../../support/users.ts';

/** "José" in one character for the last letter, and in two. */
const COMPOSED = 'Jos\u00e9';
const DECOMPOSED = 'Jose\u0301';

describe('a name', () => {
  it.each([
    ['another form of the same letters', DECOMPOSED, COMPOSED],
    ['spaces around it', '  alice\t\n', 'alice'],
    ['a space that does not break', 'alice\u00a0smith', 'alice smith'],
    ['several spaces, of several widths', 'alice \u2003\u3000 smith', 'alice smith'],
    ['letters of any script', '李雷 Ünal عمر', '李雷 Ünal عمر'],
    ['a sign outside the first 65,536', 'horse 🐎', 'horse 🐎'],
    ['what means something to JavaScript', '__proto__', '__proto__'],
    ['a hundred characters', '🐎'.repeat(100), '🐎'.repeat(100)],
  ])('may be typed with %s', (_, typed, name) => {
    expect(normalizeUserName(typed)).toBe(name);
    expect(normalizeUserName(name)).toBe(name);
  });

  it.each([
    ['is empty', ''],
    ['is nothing but spaces', ' \u00a0\u3000'],
    ['has 101 characters', 'a'.repeat(101)],
    ['holds a line break', 'al\nice'],
    ['holds a tab', 'al\tice'],
    ['holds a null', 'al\0ice'],
    ['holds a control character of the second block', 'al\u0085ice'],
    ['holds a separator of lines', 'al\u2028ice'],
    ['holds a space of no width', 'al\u200bice'],
    ['joins letters invisibly', 'al\u200dice'],
    ['holds a soft hyphen', 'al\u00adice'],
    ['holds a byte-order mark', 'al\ufeffice'],
    ['turns the writing around', 'alice\u202e'],
    ['isolates a part of the writing', 'al\u2066ice'],
    ['chooses a variant of a sign', 'alice\ufe0f'],
    ['holds a tag that nobody sees', 'alice\u{e0041}'],
    ['holds a filler of Hangul', 'alice\u3164'],
    ['holds a joiner of graphemes', 'al\u034fice'],
    ['holds a pattern of Braille without a dot', 'alice\u2800'],
    ['holds half a character', 'alice\ud83d'],
    ['holds a character of nobody but its owner', 'alice\ue000'],
    ['holds a character that is none', 'alice\u{1fffe}'],
  ])('that %s is none', (_, typed) => {
    expect(normalizeUserName(typed)).toBe('');
  });
});

describe('one name in two forms', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', 'javascript');
    makeHashesCheap(site);
  });
  afterAll(() => site?.remove());

  it('is one account: either form signs in, and each script means the same one', async () => {
    const file = scratchUsers();
    await manage(site, file, ['user:add', DECOMPOSED], PASSWORD);
    expect((await manage(site, file, ['user:list'])).stdout).toBe(COMPOSED);

    const running = await startWithUsers(site, file);
    for (const form of [COMPOSED, DECOMPOSED]) {
      const { visitor, answer } = await signIn(running.url, form, PASSWORD);
      expect(answer.status).toBe(302);
      expect((await visitor.get('/about')).body).toContain(`Welcome ${COMPOSED}!`);
    }

    const changed = await manage(site, file, ['user:add', COMPOSED], 'another horse');
    expect(changed.stdout).toMatch(/^Changed the password of/);
    expect((await manage(site, file, ['user:list'])).stdout).toBe(COMPOSED);
    const removed = await manage(site, file, ['user:remove', DECOMPOSED]);
    expect(removed.stdout).toMatch(/^Removed/);
    expect((await manage(site, file, ['user:list'])).stdout).toBe('There are no users.');
  });

  it('is refused by the form where it cannot be seen, or is too long', async () => {
    const running = await startWithUsers(site, scratchUsers());
    for (const name of ['ali\u200bce', 'a'.repeat(101)]) {
      expect((await signIn(running.url, name)).answer).toMatchObject({ status: 422, cookies: [] });
    }
  });

  it('is refused by the scripts where it cannot be seen', async () => {
    const file = scratchUsers();
    const run = await manage(site, file, ['user:add', 'ali\u200bce'], PASSWORD);
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^A name has 1 to 100/),
    });
    expect(existsSync(file)).toBe(false);
  });
});
