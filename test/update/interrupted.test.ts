import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { blobId } from '../../src/create/blob-id.ts';
import { create } from '../../src/create/create.ts';
import { CLEAN_ENV } from '../support/cli.ts';
import { makeLaterPackage } from '../support/later-version.ts';
import { commitAll } from '../support/repository.ts';
import { makeFolder, scratchFolder } from '../support/scratch.ts';
import { EDITS, lostOf, makeEdits } from '../support/typical-edits.ts';

const PRELOAD = fileURLToPath(new URL('../support/killed-at.cjs', import.meta.url));
const isRoot = process.getuid?.() === 0;
/** A small disk is soon full; to have one takes the right to mount it. */
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

const folder = makeFolder();
const made = join(folder, 'my-app');
let bin: string;
/** What the site is like before, and what an update that nothing interrupts makes of it. */
let before: Map<string, string>;
let after: Map<string, string>;

beforeAll(async () => {
  mkdirSync(join(folder, 'package'));
  bin = makeLaterPackage(join(folder, 'package'));
  await create({ directory: made, store: 'memory' });
  commitAll(made);
  makeEdits(made, 'typescript', EDITS);
  commitAll(made);
  before = contentsOf(made);
  const directory = copy();
  expect(update(directory)).toBe(0);
  after = contentsOf(directory);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of the site, which is its own repository as well. */
function copy(): string {
  const directory = join(folder, `copy-${Math.random().toString(36).slice(2)}`);
  cpSync(made, directory, { recursive: true });
  return directory;
}

const WORDS = ['update', '--no-install', '--no-test'];

/** Runs it to its end, and answers the exit code; null where it was killed. */
function update(directory: string, env: Record<string, string> = {}): number | null {
  const options = { cwd: directory, env: { ...CLEAN_ENV, ...env } };
  return spawnSync(process.execPath, [bin, ...WORDS], options).status;
}

/** Path → blob id of all that is in a site, but for what git keeps. */
function contentsOf(directory: string): Map<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const places = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith('.git/'))
    .sort();
  return new Map(places.map((path) => [path, blobId(readFileSync(join(directory, path)))]));
}

/** In the middle of staging, and before, among and after the moves, of which there are two a file. */
const CALLS = ['writeFileSync 3', 'writeFileSync 90', 'mkdirSync 9', 'chmodSync 5']
  .concat([1, 2, 3, 50, 117, 215, 230].map((call) => `renameSync ${call}`))
  .concat(['rmSync 1', 'rmSync 2']);

describe('an update that is killed', () => {
  it.each(CALLS)('before %s loses nothing, and the next one does all of it', (call) => {
    const directory = copy();
    const killed = update(directory, { KILLED_AT: call, NODE_OPTIONS: `--require ${PRELOAD}` });
    expect([null, 0]).toContain(killed);
    // Until all of it is done, what somebody had is there, in its place or beside it.
    const all = [...contentsOf(directory).values()];
    if (killed === null && !all.includes(after.get('src/app.ts') ?? '')) {
      for (const [path, text] of before) expect(all, path).toContain(text);
    }
    if (isDone(directory)) return;
    expect(update(directory)).toBe(0);
    expect(contentsOf(directory)).toEqual(after);
    expect(lostOf(directory, 'typescript', EDITS)).toEqual([]);
  });

  it('at any moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      const directory = copy();
      const child = spawn(process.execPath, [bin, ...WORDS], {
        cwd: directory,
        env: CLEAN_ENV,
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      await Promise.race([ended, pause(100 + Math.random() * 700)]);
      child.kill(round % 2 === 0 ? 'SIGKILL' : 'SIGINT');
      await ended;
      if (!isDone(directory)) {
        expect(update(directory)).toBe(0);
        expect(contentsOf(directory)).toEqual(after);
      }
    }
  });

  /** Git has what is there, or all of the update was done before the end. */
  function isDone(directory: string): boolean {
    const now = contentsOf(directory);
    return [...after].every(([path, text]) => now.get(path) === text) && now.size === after.size;
  }
});

describe.skipIf(!mayMount)('on a disk that is full', () => {
  /** How much room is left, in kilobytes: from none to almost enough. */
  it.each([0, 8, 100, 400])('with %i KB left, the site stays as it was', (room) => {
    const disk = scratchFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const directory = join(disk, 'my-app');
    cpSync(made, directory, { recursive: true });
    const filler = join(disk, 'filler');
    spawnSync('sh', ['-c', 'head -c 100M /dev/zero > "$0"', filler], { stdio: 'ignore' });
    if (room > 0) execFileSync('truncate', ['-s', `-${room}K`, filler]);
    const words = [bin, ...WORDS];
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: directory,
      env: CLEAN_ENV,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(
        /^error: Cannot write to \S+: the disk is full \(ENOSPC\)\. Nothing was changed\.$/m,
      ),
    });
    expect(contentsOf(directory)).toEqual(before);
    rmSync(filler);
    expect(update(directory)).toBe(0);
    expect(contentsOf(directory)).toEqual(after);
  });

  it('for what is merged on the way, the site stays as it was', () => {
    const directory = copy();
    const disk = scratchFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    expect(update(directory, { TMPDIR: disk })).toBe(1);
    expect(contentsOf(directory)).toEqual(before);
  });
});

it('two at a time: one of them does it, and the other says so or finds it done', async () => {
  const directory = copy();
  const runs = [0, 1, 2].map(() =>
    spawn(process.execPath, [bin, ...WORDS, '--force'], {
      cwd: directory,
      env: CLEAN_ENV,
      stdio: 'ignore',
    }),
  );
  const codes = await Promise.all(runs.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toContain(0);
  expect(contentsOf(directory)).toEqual(after);
});
