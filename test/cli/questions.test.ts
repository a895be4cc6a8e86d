import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { KEYS, runOnTerminal } from '../support/terminal.ts';

const FILES_ONLY = ['--no-install', '--no-git'];
const CHOICES = ['--mode', 'anonymous', '--store', 'file', '--ts'];

describe('on a terminal', () => {
  it('asks for directory, mode, store and language, and says what each choice means', async () => {
    const cwd = scratchFolder();
    const run = runOnTerminal(FILES_ONLY, { cwd });
    await run.shows('Where should the site go? › my-app');
    run.press(`shop${KEYS.enter}`);

    await run.shows('When does a session begin?');
    await run.shows(/authenticated +when somebody signs in/);
    await run.shows(/anonymous +on the home page, before any sign-in/);
    run.press(KEYS.down + KEYS.enter);

    await run.shows('Where do sessions live?');
    await run.shows(/memory +in the process/);
    await run.shows(/file +in a folder/);
    await run.shows(/redis +in Redis/);
    run.press(KEYS.enter);

    await run.shows('Which language?');
    await run.shows(/typescript +type-checked and compiled/);
    await run.shows(/javascript +runs as it is, nothing to build/);
    run.press(KEYS.down + KEYS.enter);

    await run.shows(/Created shop: \d+ files, anonymous mode, file store, javascript\./);
    await run.shows(
      'npx create-session-app shop --mode anonymous --store file --language javascript --package-manager npm --yes --no-install --no-git',
    );
    expect(await run.ended).toBe(0);
    expect(existsSync(join(cwd, 'shop/src/server.js'))).toBe(true);
  });

  it('asks only for what was not given', async () => {
    const cwd = scratchFolder();
    const run = runOnTerminal(['shop', '--mode', 'anonymous', '--js', ...FILES_ONLY], { cwd });
    await run.shows('Where do sessions live?');
    expect(run.text()).not.toContain('When does a session begin?');
    run.press(KEYS.enter);
    expect(await run.ended).toBe(0);
    expect(run.text()).not.toContain('Which language?');
  });

  it.each([
    ['--yes', ['shop', '--yes']],
    ['every choice given', ['shop', '--mode', 'anonymous', '--store', 'memory', '--ts']],
  ])('asks nothing with %s', async (_, args) => {
    const run = runOnTerminal([...args, ...FILES_ONLY], { cwd: scratchFolder() });
    expect(await run.ended).toBe(0);
    expect(run.text()).not.toContain('?');
  });

  it.each(['true', '1', 'github'])('asks nothing with CI=%s', async (CI) => {
    const cwd = scratchFolder();
    const run = runOnTerminal(['shop', ...FILES_ONLY], { cwd, env: { CI } });
    expect(await run.ended).toBe(0);
    expect(run.text()).not.toContain('?');
    const lost = runOnTerminal([], { cwd, env: { CI } });
    expect(await lost.ended).toBe(2);
    expect(lost.text()).toContain('The directory for the site is missing.');
  });

  it.each(['false', '0', ''])('asks with CI=%s, which means none', async (CI) => {
    const run = runOnTerminal(['shop', ...FILES_ONLY], { cwd: scratchFolder(), env: { CI } });
    await run.shows('When does a session begin?');
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
  });

  it('leaves nothing behind when the first question is answered with Ctrl-C', async () => {
    const cwd = scratchFolder();
    const run = runOnTerminal([], { cwd });
    await run.shows('Where should the site go?');
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    expect(run.text()).toContain('Nothing was written.');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends at a question when it gets %s',
    async (signal) => {
      const cwd = scratchFolder();
      const run = runOnTerminal([], { cwd });
      await run.shows('Where should the site go?');
      run.kill(signal);
      expect(await run.ended).toBe(130);
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  it('refuses a directory as soon as it is typed, and asks for it again', async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'full'));
    writeFileSync(join(cwd, 'full/thesis.tex'), 'mine');
    const run = runOnTerminal(FILES_ONLY, { cwd });
    await run.shows('Where should the site go?');
    run.press(`full${KEYS.enter}`);
    // The folder's name may be so long that the line goes on below.
    await run.shows(/it holds\s+thesis\.tex/);
    expect(run.text()).not.toContain('When does a session begin?');
    // The question stands below what was said, and nothing above it is lost.
    await run.shows(/full\s+error: [\s\S]*--force[\s\S]*\? Where should the site go\? › full-2/);
    run.press(`fuller${KEYS.enter}`);
    await run.shows('When does a session begin?');
  });

  it.each([
    ['shop', 'shop-3'],
    ['shop/', 'shop-3'],
    ['.', 'my-app'],
  ])('offers beside %s a name that is free, and takes it: %s', async (typed, offered) => {
    const cwd = scratchFolder();
    for (const name of ['shop', 'shop-2']) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, 'thesis.tex'), 'mine');
    }
    const run = runOnTerminal([...CHOICES, ...FILES_ONLY], { cwd });
    await run.shows('Where should the site go?');
    run.press(`${typed}${KEYS.enter}`);
    await run.shows(new RegExp(`not empty[\\s\\S]*go\\? › ${offered}`));
    run.press(KEYS.enter);
    expect(await run.ended).toBe(0);
    expect(readdirSync(cwd)).toContain(offered);
  });

  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }, false],
    ['--no-color', ['--no-color'], {}, false],
    ['neither', [], {}, true],
  ])('draws its questions in colour, unless told not to: %s', async (_, words, env, colored) => {
    const run = runOnTerminal([...words, ...FILES_ONLY], { cwd: scratchFolder(), env });
    await run.shows('Where should the site go?');
    run.press(KEYS.enter);
    await run.shows(/authenticated +when somebody signs in/);
    run.press(KEYS.down + KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    // Bold, cyan, grey: what the questions are drawn in.
    const colors = ['\x1b[1m', '\x1b[36m', '\x1b[90m'];
    expect(colors.some((color) => run.output.includes(color))).toBe(colored);
  });

  it('takes ~ for the home folder, as a shell would', async () => {
    const home = scratchFolder();
    const run = runOnTerminal([...CHOICES, ...FILES_ONLY], {
      cwd: scratchFolder(),
      env: { HOME: home },
    });
    await run.shows('Where should the site go?');
    run.press(`~/shop${KEYS.enter}`);
    expect(await run.ended).toBe(0);
    expect(readdirSync(home)).toEqual(['shop']);
  });

  it('shows a spinner while it installs; Ctrl-C ends the install and keeps the whole site', async () => {
    const cwd = scratchFolder();
    // An empty cache gives time to press the keys.
    const env = { npm_config_cache: join(cwd, 'cache') };
    const run = runOnTerminal(['shop', '--yes'], { cwd, env });
    await run.shows(/Installing with npm … \d+ s/);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    expect(run.text()).toMatch(/The install was interrupted\. The site is written; to go on:/);
    expect(existsSync(join(cwd, 'shop/src/server.ts'))).toBe(true);
    expect(readdirSync(cwd).filter((name) => name !== 'cache')).toEqual(['shop']);
  });

  it('shows of many files that will be replaced the first ones, above the question', async () => {
    const cwd = scratchFolder();
    await runOnTerminal(['shop', ...CHOICES, ...FILES_ONLY], { cwd }).ended;
    const run = runOnTerminal(['shop', '--force', ...CHOICES, ...FILES_ONLY], { cwd });
    await run.shows(
      /will be replaced:\n {2}\.dockerignore\n[\s\S]+… and \d+ more[\s\S]+Replace these \d+ files\?/,
    );
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    expect(run.text()).not.toContain('views/products.eta');
  });

  it.each([
    ['n', 130, 'mine'],
    ['y', 0, 'create-session-app'],
  ])('asks before --force replaces a file: %s', async (answer, exitCode, readme) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'README.md'), 'mine');
    const run = runOnTerminal(['.', '--force', ...CHOICES, ...FILES_ONLY], {
      cwd,
    });
    await run.shows('Replace this file?');
    expect(run.text()).toContain('README.md');
    run.press(answer);
    expect(await run.ended).toBe(exitCode);
    expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toContain(readme);
  });

  it.each([
    ['colours its words', {}, true],
    ['does not where NO_COLOR is set', { NO_COLOR: '1' }, false],
    ['does not on a dumb terminal', { TERM: 'dumb' }, false],
  ])('%s', async (_, env, colored) => {
    const run = runOnTerminal(['shop', '--yes', ...FILES_ONLY], { cwd: scratchFolder(), env });
    expect(await run.ended).toBe(0);
    expect(run.output.includes('\x1b[3')).toBe(colored);
  });
});
