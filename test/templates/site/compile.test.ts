import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { borrowSite, type InstalledSite } from '../../support/site.ts';

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('authenticated', 'memory', 'typescript');
});
afterAll(() => site?.remove());

/** What the tests change, as it was. */
const before = new Map<string, string | undefined>();
afterEach(() => {
  for (const [path, text] of before) {
    if (text === undefined) rmSync(join(site.directory, path), { force: true });
    else writeFileSync(join(site.directory, path), text);
  }
  before.clear();
});

function write(path: string, change: (text: string) => string): void {
  const file = join(site.directory, path);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (!before.has(path)) before.set(path, text);
  writeFileSync(file, change(text ?? ''));
}

const SETTINGS = 'src/settings/site.ts';

/** Compiles, then loads the settings or another module of the site. */
async function load(module = 'settings/site'): Promise<string> {
  const { all } = await execa(
    process.execPath,
    ['--import', './compile.js', '-e', `import('./.dev/src/${module}.js').then(console.log)`],
    { cwd: site.directory, all: true },
  );
  return all;
}

it('never runs code whose source is gone, by another name or deleted', async () => {
  write('src/gone.ts', () => 'export const gone = 1;');
  write('src/gone.json', () => '{}');
  write(
    SETTINGS,
    (text) => `${text}\nimport '../gone.ts';\nimport '../gone.json' with { type: 'json' };`,
  );
  await load();
  rmSync(join(site.directory, 'src/gone.ts'));
  await expect(load()).rejects.toThrow(/Cannot find module .*gone\.js/);
  write('src/gone.ts', () => '');
  await load();
  rmSync(join(site.directory, 'src/gone.json'));
  await expect(load()).rejects.toThrow(/Cannot find module .*gone\.json/);
});

it('makes again what is missing in .dev/, and what was changed there', async () => {
  const settings = join(site.directory, '.dev/src/settings/site.js');
  await load();
  const made = readFileSync(settings, 'utf8');
  writeFileSync(settings, 'half of it (');
  rmSync(join(site.directory, '.dev/src/http'), { recursive: true });
  await load('app');
  expect(readFileSync(settings, 'utf8')).toBe(made);
});

it('replaces a file at once: whoever opened it before reads all of it, as it was', async () => {
  await load();
  const settings = join(site.directory, '.dev/src/settings/site.js');
  const opened = openSync(settings, 'r');
  const made = readFileSync(settings, 'utf8');
  write(SETTINGS, (text) => `${text}\nconsole.log('It has changed.');`);
  expect(await load()).toContain('It has changed.');
  expect(readFileSync(opened, 'utf8')).toBe(made);
  closeSync(opened);
});

it('lets several processes start at once, and removes only what a killed one left behind', async () => {
  const left = join(site.directory, '.dev/new-left');
  await load();
  mkdirSync(join(site.directory, '.dev/new-in-use'));
  mkdirSync(left);
  utimesSync(left, 0, 0);
  rmSync(join(site.directory, '.dev/src'), { recursive: true });
  await Promise.all(Array.from({ length: 4 }, () => load('app')));
  expect(readdirSync(join(site.directory, '.dev')).sort()).toEqual(['new-in-use', 'src', 'test']);
}, 60_000);

it('does not depend on what an owner adds to tsconfig.json about files to write', async () => {
  const added = {
    ...{ noEmit: true, noEmitOnError: true, outDir: 'out', sourceMap: true },
  };
  write('tsconfig.json', (text) => {
    const { compilerOptions, ...rest } = JSON.parse(text);
    return JSON.stringify({ ...rest, compilerOptions: { ...compilerOptions, ...added } });
  });
  write(SETTINGS, (text) => `${text}\nexport const CHANGED: number = 'a wrong type';`);
  expect(await load()).toContain("CHANGED: 'a wrong type'");
  expect(existsSync(join(site.directory, 'out'))).toBe(false);
});

it('stops at code that is half written, where the compiler would guess the rest', async () => {
  write('src/half.ts', () => 'export function half() {');
  await expect(load()).rejects.toThrow(/src\/half\.ts\(1,25\): error TS1005: '}' expected\.$/m);
});

it('lets the scripts for users run as built, where it cannot write', async () => {
  const compiled = join(site.directory, '.dev');
  rmSync(compiled, { recursive: true });
  writeFileSync(compiled, '');
  const list = () =>
    execa(process.execPath, ['users.js', 'list'], {
      cwd: site.directory,
      all: true,
      reject: false,
    });
  expect((await list()).all).toBe('There are no users.');
  rmSync(join(site.directory, 'dist'), { recursive: true });
  expect((await list()).all).toMatch(/^This site is not built yet\./);
});
