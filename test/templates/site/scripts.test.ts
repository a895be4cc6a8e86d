import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choicesOf, LANGUAGE } from '../../../src/create/options.ts';
import { plan } from '../../../src/create/plan.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';

/** A shell to which a pattern is a name like any other, as that of Windows is. */
function shellWithoutPatterns(): string {
  const shell = join(scratchFolder(), 'shell');
  writeFileSync(shell, '#!/bin/sh\nset -f\nexec sh -f "$@"\n', { mode: 0o755 });
  return shell;
}

function inPlace(file: string, text: string): void {
  writeFileSync(file, text);
}

/** As many editors do: what is half written is never read. */
function byReplacing(file: string, text: string): void {
  writeFileSync(`${file}~`, text);
  renameSync(`${file}~`, file);
}

describe.each(choicesOf(LANGUAGE))('of a site in %s', (language) => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', language);
  });
  afterAll(() => site?.remove());

  it('"npm test" runs all tests in any shell, and prints their results alone', async () => {
    const report = await site.runScript('test', {
      npm_config_script_shell: shellWithoutPatterns(),
    });
    // "#" or "ℹ": Node's reporters differ.
    expect(report).toMatch(/^. fail 0$/m);
    expect(Number(/^. tests (\d+)$/m.exec(report)?.[1])).toBeGreaterThan(60);
    expect(report).not.toMatch(/ failed: |^ *at /m);
  });

  if (language === 'typescript') {
    it('"npm test" fails where a type is wrong', async () => {
      const file = join(site.directory, 'test/wrong.ts');
      writeFileSync(file, "export const number: number = 'one';\n");
      await expect(site.runScript('test')).rejects.toThrow(/test\/wrong\.ts.*error TS2322/);
      rmSync(file);
    });
  }

  it('"npm run dev" starts again after each change, mistakes among them, however an editor saves', async () => {
    const extension = language === 'typescript' ? 'ts' : 'js';
    const file = join(site.directory, `src/settings/site.${extension}`);
    const before = readFileSync(file, 'utf8');
    const running = await site.start('dev');
    const told = (text: string | RegExp) =>
      expect.poll(running.output, { timeout: 60_000 }).toMatch(text);
    let round = 0;
    const answers = async (code: string, save: (file: string, text: string) => void) => {
      const name = `Round${++round}`;
      save(file, code.replace('MyApp', name));
      await told(new RegExp(`${name} is at http\\S+\\s`));
      const [, url = ''] = new RegExp(`${name} is at (\\S+)`).exec(running.output()) ?? [];
      expect(await (await fetch(url)).text()).toContain(name);
    };
    for (const save of [inPlace, byReplacing]) {
      for (const mistake of ["throw new Error('a mistake');", 'const = 1;']) {
        const ended = running.output().split('The site has ended').length;
        save(file, `${before}\n${mistake}\n`);
        await expect
          .poll(() => running.output().split('The site has ended').length, { timeout: 60_000 })
          .toBe(ended + 1);
        await answers(before, save);
      }
      // Where the first mistake was, in the code as its owner wrote it.
      await told(`/src/settings/site.${extension}:${before.split('\n').length + 1}`);
      const added = join(site.directory, 'src', save.name, `added.${extension}`);
      mkdirSync(dirname(added));
      save(added, 'export const added = 1;');
      await answers(`${before}\nimport '../${save.name}/added.${extension}';`, save);
      save(added, `console.log('${save.name} once more');`);
      await told(`${save.name} once more`);
      byReplacing(file, before);
    }
    if (language === 'typescript') {
      writeFileSync(join(site.directory, 'src/page.tsx'), "console.log('a page');");
      await answers(`${before}\nimport '../page.tsx';`, byReplacing);
      writeFileSync(join(site.directory, 'src/page.tsx'), "console.log('a page, changed');");
      await told('a page, changed');
      byReplacing(file, before);
    }
    await running.stop();
  });

  it('"npm run dev" starts again, and ends, where the code was stuck and heard no signal', async () => {
    const extension = language === 'typescript' ? 'ts' : 'js';
    const file = join(site.directory, `src/settings/site.${extension}`);
    const before = readFileSync(file, 'utf8');
    // As soon as it listens for the signal, which would end it before.
    const stuck = `${before}
process.on('newListener', (name) => {
  if (name === 'SIGTERM') setImmediate(() => { console.log('It is stuck.'); for (;;); });
});
`;
    const running = await site.start('dev');
    byReplacing(file, stuck);
    await expect.poll(running.output, { timeout: 30_000 }).toContain('It is stuck.');
    byReplacing(file, `${before}\nconsole.log('It runs again.');\n`);
    await expect.poll(running.output, { timeout: 30_000 }).toContain('It runs again.');
    byReplacing(file, stuck);
    await expect.poll(running.output, { timeout: 30_000 }).toMatch(/It is stuck[\s\S]*It is stuck/);
    await running.stop();
    byReplacing(file, before);
  });

  it('"npm run dev" that is killed leaves no site behind', async () => {
    const running = await site.start('dev');
    await running.stop('SIGKILL');
    const answers = () =>
      fetch(running.url).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 10_000 }).toBe(false);
  });

  it('"npm test" shows the log of the site where a test has failed', async () => {
    const file = join(site.directory, `test/fails.test.${language === 'typescript' ? 'ts' : 'js'}`);
    const siteModule = `./site.${language === 'typescript' ? 'ts' : 'js'}`;
    writeFileSync(
      file,
      `import { it } from 'node:test';
import '${siteModule}';
it('fails', () => { console.error('the reason that the site told'); throw new Error(); });`,
    );
    const failure = await site.runScript('test').catch((error) => String(error));
    rmSync(file);
    expect(failure).toMatch(/^. fail 1$/m);
    expect(failure).toContain('the reason that the site told');
  });
});

it('"npm test" without its Redis says at once what is missing', async () => {
  const site = await borrowSite('authenticated', 'redis', 'typescript');
  const failure = await site
    .runScript('test', { REDIS_URL: 'redis://127.0.0.1:1' })
    .catch((error) => String(error));
  await site.remove();
  expect(failure).toContain('The tests need the Redis that REDIS_URL leads to.');
  expect(failure).toMatch(/^. tests 1$/m);
});

it('"npm start" before the build says in one sentence what to do', async () => {
  const site = await borrowSite('authenticated', 'memory', 'typescript');
  rmSync(join(site.directory, 'dist'), { recursive: true });
  const { exitCode, all } = await execa('npm', ['--silent', 'start'], {
    cwd: site.directory,
    reject: false,
    all: true,
  });
  await site.remove();
  expect(exitCode).toBe(1);
  expect(all).toBe('This site is not built yet. Run the build first: npm run build');
});

it('no script depends on what a shell makes of a pattern', () => {
  for (const language of choicesOf(LANGUAGE)) {
    const files = plan({ directory: 'my-app', language });
    const manifest = files.find(({ path }) => path === 'package.json')?.contents ?? '{}';
    for (const script of Object.values(JSON.parse(manifest).scripts)) {
      expect(script).not.toMatch(/[*?[\]{}$~]/);
    }
  }
});

it('an image gets nothing that belongs to one machine', () => {
  const ignored = plan({ directory: 'my-app', store: 'file' }).find(
    ({ path }) => path === '.dockerignore',
  );
  expect(ignored?.contents.split('\n')).toEqual(
    expect.arrayContaining(['node_modules/', '.env', 'users.json*', '.sessions/']),
  );
});
