import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startSite } from '../../src/site/running/started.ts';
import type { StartedSite } from '../../src/site/site.ts';
import { scratchFolder } from '../support/scratch.ts';

/** An app that is compiled by a script, in a folder of its own. */
function appCompiledBy(script: string): StartedSite & { compiled: string } {
  const directory = scratchFolder();
  writeFileSync(join(directory, 'compile.js'), script);
  return {
    command: [process.execPath, resolve('test/apps/tells-its-clock.cjs')],
    compiler: [process.execPath, 'compile.js'],
    directory,
    env: {},
    takesAnyPort: false,
    compiled: join(directory, 'compiled.txt'),
  };
}

const COMPILES = "require('node:fs').appendFileSync('compiled.txt', 'once ');";

async function start(
  entry: StartedSite,
  { timeout = 60_000, signal = new AbortController().signal } = {},
) {
  const site = await startSite(entry, {
    instances: 2,
    scratch: scratchFolder(),
    timeout,
    signal,
    env: {},
    readPlace: undefined,
    clear: async () => {},
  });
  onTestFinished(() => site.stop());
  return site;
}

it('a site is compiled once for all of its starts in a run', async () => {
  const { compiled, ...entry } = appCompiledBy(COMPILES);
  const [site] = await Promise.all([start(entry), start({ ...entry, env: { MORE: '1' } })]);
  await site.startBeside();
  await site.restart();
  expect(readFileSync(compiled, 'utf8')).toBe('once ');
});

it('code that does not compile is an error with the words of the compiler, and nothing starts', async () => {
  const entry = appCompiledBy("console.error('src/app.ts(3,1): what is this?'); process.exit(2);");
  await expect(start(entry)).rejects.toMatchObject({
    code: 'app-failed',
    lines: [
      `The app was not compiled (exit code 2): ${process.execPath} compile.js`,
      'It printed:',
      expect.stringContaining('src/app.ts(3,1): what is this?'),
    ],
  });
});

it('a run that is interrupted while it compiles ends its compiler', async () => {
  const { compiled, ...entry } = appCompiledBy(`${COMPILES} setInterval(() => {}, 1_000);`);
  const run = new AbortController();
  const starting = start(entry, { signal: run.signal });
  starting.catch(() => {});
  await expect.poll(() => existsSync(compiled), { timeout: 60_000 }).toBe(true);
  run.abort();
  await expect(starting).rejects.toMatchObject({ code: 'interrupted' });
});

it('a compiler that does not end is ended, and may take no longer than a start', async () => {
  const entry = appCompiledBy('setInterval(() => {}, 1_000);');
  await expect(start(entry, { timeout: 500 })).rejects.toMatchObject({
    code: 'app-failed',
    lines: [
      `The app was not compiled within 500 ms: ${process.execPath} compile.js`,
      'It printed nothing.',
    ],
  });
});
