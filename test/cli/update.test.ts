import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { create } from '../../src/create/create.ts';
import { CLEAN_ENV, runCli } from '../support/cli.ts';
import { makeLaterPackage } from '../support/later-version.ts';
import { commitAll } from '../support/repository.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';
import { EDITS, lostOf, makeEdits, type TypicalEdit } from '../support/typical-edits.ts';
import { makeHashesCheap } from '../support/users.ts';

const folder = makeFolder();
let bin: string;
beforeAll(() => {
  bin = makeLaterPackage(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A committed site, which borrows this project's packages. */
async function siteIn(parent: string, edits: readonly TypicalEdit[] = []): Promise<string> {
  const directory = join(parent, 'my-app');
  await create({ directory, store: 'memory' });
  commitAll(directory);
  makeEdits(directory, 'typescript', edits);
  commitAll(directory);
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  return directory;
}

/** `session-app update`, in the later version. */
async function update(cwd: string, words: string[], env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, 'update', ...words], {
    cwd,
    env: { ...CLEAN_ENV, ...env },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  return { exitCode, stdout, stderr: stderr.replaceAll(cwd, '') };
}

describe('session-app update', () => {
  it('says what has changed and why, in a few lines', async () => {
    const cwd = scratchFolder();
    const directory = await siteIn(cwd, EDITS);
    rmSync(join(directory, 'views/about.eta'));
    commitAll(directory);
    const { exitCode, stdout, stderr } = await update(cwd, ['my-app', '--no-install', '--no-test']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "added     public/later.txt
      replaced  109 files that you had not changed
      removed   test/users.test.ts
      merged    package.json
      merged    src/accounts/who-may-sign-in.ts
      merged    src/app.ts
      merged    src/pages.ts
      merged    src/security/headers.ts (was src/http/headers.ts)
      merged    src/settings.ts
      merged    test/next-path.test.ts
      merged    test/pages.test.ts
      merged    views/layout.eta
      deleted   views/about.eta: create-session-app 99.0.0 has changed it, and you have deleted it
      deleted   views/contact.eta: create-session-app 99.0.0 has changed it, and you have deleted it

      Why:
        99.0.0  Security: A fault is mended.
        99.0.0  Changed: All of it."
    `);
    expect(stderr).toMatchInlineSnapshot(`
      "Updated /my-app from 0.1.0 to 99.0.0: 120 files changed.

      To look at it:     git diff
      To take it back:   git stash push --include-untracked -- ."
    `);
  });

  it('ends with 1 where something is in conflict, and names it last', async () => {
    const cwd = scratchFolder();
    const directory = await siteIn(cwd);
    const place = join(directory, 'src/errors.ts');
    writeFileSync(place, `${readFileSync(place, 'utf8')}// Mine.\n`);
    commitAll(directory);
    const { exitCode, stdout, stderr } = await update(cwd, ['my-app']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^conflict {2}src\/errors\.ts: marked in 1 place$/m);
    expect(stderr).toMatch(
      /^error: 1 file in conflict: .* Look for <<<<<<< in them, decide, and then:\n {2}npm install && npm test$/m,
    );
  });

  it('--json prints one object', async () => {
    const cwd = scratchFolder();
    await siteIn(cwd);
    const words = ['my-app', '--json', '--no-install', '--no-test'];
    const { exitCode, stdout } = await update(cwd, words);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      success: true,
      directory: join(cwd, 'my-app'),
      from: { version: '0.1.0', options: { store: 'memory' } },
      to: { version: '99.0.0' },
      files: expect.arrayContaining([{ path: 'public/later.txt', action: 'added' }]),
      changes: [{ kind: 'Security' }, { kind: 'Changed' }],
      diff: null,
      tests: 'skipped',
      error: null,
    });
  });

  it('--check fails where a security fix is missing, and passes where none is', async () => {
    const cwd = scratchFolder();
    const directory = await siteIn(cwd);
    const missing = await update(directory, ['--check']);
    expect(missing).toMatchObject({
      exitCode: 1,
      stdout: '  99.0.0  Security: A fault is mended.\n1 security fix missing since version 0.1.0.',
    });
    expect(missing.stderr).toContain('npx create-session-app@latest update');
    const here = await runCli(['update', '--check'], { bin: 'session-app', cwd: directory });
    expect(here).toMatchObject({
      exitCode: 0,
      stdout: 'No security fix of version 0.1.0 or before is missing.',
    });
  });

  it.each([
    [
      ['--check', '--dry-run'],
      2,
      '--check changes nothing, so that --dry-run means nothing to it.',
    ],
    [['--store', 'mysql'], 2, '--store cannot be "mysql". Choose one of memory, file, redis.'],
    [['/nowhere'], 2, 'There is no folder /nowhere.'],
    [[], 1, 'is no site that create-session-app has made'],
  ])('%j is refused with %i', async (words, code, text) => {
    const { exitCode, stderr } = await update(scratchFolder(), words);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.stringContaining(text) });
  });

  it('says that it needs git, where that is missing', async () => {
    const cwd = scratchFolder();
    await siteIn(cwd);
    mkdirSync(join(cwd, 'bin'));
    const { exitCode, stderr } = await update(cwd, ['my-app'], { PATH: join(cwd, 'bin') });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error: An update needs git');
  });

  it('is not tied to the repository of whoever calls it, as a hook is', async () => {
    const cwd = scratchFolder();
    await siteIn(cwd);
    const env = { GIT_DIR: resolve('.git'), GIT_WORK_TREE: resolve('.') };
    const words = ['my-app', '--no-install', '--no-test'];
    expect(await update(cwd, words, env)).toMatchObject({ exitCode: 0 });
  });

  it('of a site that is up to date says so, and changes nothing', async () => {
    const directory = await siteIn(scratchFolder());
    const { exitCode, stderr } = await runCli(['update'], { bin: 'session-app', cwd: directory });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/my-app is up to date with version 0\.1\.0\./),
    });
  });
});

describe('a site with ten typical edits', () => {
  it('passes its own tests after an update, and its audit finds nothing', async () => {
    const cwd = scratchFolder();
    const directory = await siteIn(cwd, EDITS);
    // What is new in this version has been tested with its templates; what is merged with edits has not.
    const { exitCode, stdout, stderr } = await update(cwd, ['my-app', '--no-install']);
    expect({ exitCode, stdout: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toMatch(/The site's tests passed in /);
    expect(lostOf(directory, 'typescript', EDITS)).toEqual([]);
    makeHashesCheap({ directory });
    const broken: string[] = [];
    for await (const event of audit({ directory, timeout: 60_000 })) {
      if (event.type === 'finding' && event.verdict === 'broken') broken.push(event.rule);
    }
    expect(broken).toEqual([]);
  }, 600_000);

  it('whose tests fail after an update ends with 1, and shows what they say', async () => {
    const cwd = scratchFolder();
    const directory = await siteIn(cwd);
    const place = join(directory, 'test/next-path.test.ts');
    writeFileSync(place, `throw new Error('My test fails');\n${readFileSync(place, 'utf8')}`);
    commitAll(directory);
    const { exitCode, stdout, stderr } = await update(cwd, ['my-app', '--no-install']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ +│ .*fail 1/m);
    expect(stderr).toContain("error: The site's tests failed after the update.");
  });
});
