import { cpSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { choicesOf, LANGUAGE, MODE, PACKAGE_MANAGER, STORE } from '../../../src/create/options.ts';
import { plan } from '../../../src/create/plan.ts';
import { BIN } from '../../support/cli.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { borrowSite } from '../../support/site.ts';

const KINDS = choicesOf(LANGUAGE).flatMap((language) =>
  choicesOf(MODE).flatMap((mode) =>
    choicesOf(STORE).flatMap((store) =>
      choicesOf(PACKAGE_MANAGER).map((packageManager) => ({
        ...{ directory: 'my-app', language, mode, store, packageManager },
      })),
    ),
  ),
);

const WORKFLOW = '.github/workflows/ci.yml';

const filesOf = (kind: (typeof KINDS)[number]) =>
  new Map(plan(kind).map(({ path, contents }) => [path, contents]));

/** The lines that a workflow runs. */
const runsIn = (workflow = '') =>
  [...workflow.matchAll(/^ {6}- run: (.+)$/gm)].map(([, line = '']) => line);

describe.each(KINDS)('$language, $mode, $store, $packageManager:', (kind) => {
  const files = filesOf(kind);
  const { scripts } = JSON.parse(files.get('package.json') ?? '{}');
  const { packageManager } = kind;

  it('AGENTS.md is a page, and names files and scripts that there are', () => {
    const text = files.get('AGENTS.md') ?? '';
    expect(text.split('\n').length).toBeLessThan(65);
    const paths = text.match(/(?<=`)(src|test)\/[\w./-]*\.[jt]s(?=`)/g) ?? [];
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) expect([...files.keys()]).toContain(path);
    const commands = [...text.matchAll(/`(\w+) run ([\w:]+)`/g)];
    expect(commands.length).toBeGreaterThan(2);
    for (const [, manager, script = ''] of commands) {
      expect(manager).toBe(packageManager);
      expect(scripts).toHaveProperty([script]);
    }
  });

  it('the pages name files and scripts that there are', () => {
    const pages = [...files].filter(([path]) => path.startsWith('views/')).map(([, page]) => page);
    const named = pages.flatMap((page) =>
      [...page.matchAll(/<code>(.+?)<\/code>/g)].map(([, text = '']) => text),
    );
    expect(named.length).toBeGreaterThan(6);
    for (const text of named) {
      const [, manager = packageManager, script] =
        /^(?:(\w+) run )?(\w+:\w+|simulate)$/.exec(text) ?? [];
      expect(manager).toBe(packageManager);
      if (script) expect(scripts).toHaveProperty([script]);
      else
        expect(
          [...files.keys()].some((path) => path.startsWith(text)),
          text,
        ).toBe(true);
    }
  });

  it('CI installs, and runs scripts that there are, with Redis where it takes one', () => {
    const workflow = files.get(WORKFLOW);
    const runs = runsIn(workflow);
    const names = runs.flatMap(
      (line) => new RegExp(`^${packageManager} run (.+)$`).exec(line)?.[1] ?? [],
    );
    const checks = kind.language === 'typescript' ? ['build'] : [];
    expect(names).toEqual(['test', 'simulate', 'audit', ...checks]);
    for (const name of names) expect(scripts).toHaveProperty([name]);
    expect(
      runs.some((line) => line.startsWith(packageManager) && /\b(ci|install)\b/.test(line)),
    ).toBe(true);
    expect(/^ {4}services:\n {6}redis:$/m.test(workflow ?? '')).toBe(kind.store === 'redis');
  });
});

it.each(choicesOf(LANGUAGE))(
  'what CI runs passes in a clone, where there is no .env: %s',
  async (language) => {
    const site = await borrowSite('anonymous', 'memory', language);
    onTestFinished(() => site.remove());
    const clone = join(scratchFolder(), 'clone');
    cpSync(site.directory, clone, {
      recursive: true,
      filter: (path) => !/\/(\.env|dist)$/.test(path),
    });
    const workflow = filesOf({
      ...{ directory: 'my-app', mode: 'anonymous', store: 'memory', packageManager: 'npm' },
      language,
    }).get(WORKFLOW);
    const [, secret] = /SESSION_SECRET: (\S+)/.exec(workflow ?? '') ?? [];
    // What the site borrows lacks only this.
    const tools = scratchFolder();
    await execa('ln', ['-s', BIN['session-app'], join(tools, 'session-app')]);
    const [install, ...runs] = runsIn(workflow);
    expect(install).toBe('npm ci');
    expect(runs.length).toBeGreaterThan(1);
    for (const line of runs) {
      const { exitCode, all } = await execa(line, {
        shell: true,
        cwd: clone,
        env: { SESSION_SECRET: secret, PATH: [tools, process.env.PATH].join(delimiter) },
        reject: false,
        all: true,
      });
      expect({ exitCode, all }, line).toMatchObject({ exitCode: 0 });
    }
  },
);
