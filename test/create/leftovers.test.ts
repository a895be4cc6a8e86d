import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/create/plan.ts';
import { runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const PRELOAD = fileURLToPath(new URL('../support/killed-at.cjs', import.meta.url));
const PLAIN = ['--yes', '--no-install', '--no-git'];
const FILES = plan({ directory: 'shop' }).map(({ path }) => path);

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function create(cwd: string, args: string[], killedAt?: string) {
  const env = killedAt && { KILLED_AT: killedAt, NODE_OPTIONS: `--require ${PRELOAD}` };
  return runCli([...args, ...PLAIN], { cwd, ...(env && { env }) });
}

/** Right before these calls: in the middle of writing, at the first moves, among the moves, at the last. */
const IN_PLACE = [
  'writeFileSync 5',
  ...[1, 2, 3, 10, FILES.length, FILES.length + 2].map((call) => `renameSync ${call}`),
];

describe('a create that was killed', () => {
  it.each(['writeFileSync 1', 'writeFileSync 20', 'renameSync 1'])(
    'before %s of a new folder leaves nothing in the way, and the next one tidies up',
    async (call) => {
      const cwd = scratchFolder();
      expect((await create(cwd, ['shop'], call)).exitCode).toBeUndefined();
      expect(readdirSync(cwd)).not.toContain('shop');
      expect(await create(cwd, ['shop'])).toMatchObject({ exitCode: 0 });
      expect(readdirSync(cwd)).toEqual(['shop']);
      expect(filesIn(join(cwd, 'shop'))).toEqual([...FILES].sort());
    },
  );

  it.each(IN_PLACE)(
    'before %s in a folder that was there is taken back by the next one',
    async (call) => {
      const cwd = scratchFolder();
      mkdirSync(join(cwd, 'shop'));
      expect((await create(cwd, ['shop'], call)).exitCode).toBeUndefined();
      expect(readdirSync(join(cwd, 'shop')).length).toBeGreaterThan(0);
      expect(await create(cwd, ['shop'])).toMatchObject({ exitCode: 0 });
      expect(filesIn(join(cwd, 'shop'))).toEqual([...FILES].sort());
    },
  );

  it('gives back what it replaced, and leaves what somebody has changed since', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'README.md'), 'mine');
    await create(cwd, ['.', '--force'], `renameSync ${FILES.length + 2}`);
    expect(readFileSync(join(cwd, 'README.md'), 'utf8')).not.toBe('mine');
    writeFileSync(join(cwd, 'package.json'), '{"changed":true}');
    const refused = await create(cwd, ['.']);
    expect(refused.stderr).toMatch(/is not empty: it holds README\.md, package\.json\./);
    await create(cwd, ['.', '--force'], 'mkdirSync 1');
    expect(filesIn(cwd)).toEqual(['README.md', 'package.json']);
    expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toBe('mine');
    expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe('{"changed":true}');
  });

  it('after its last move keeps its site', async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'shop'));
    await create(cwd, ['shop'], `renameSync ${FILES.length + 3}`);
    expect(filesIn(join(cwd, 'shop'))).toEqual(expect.arrayContaining(FILES));
    const { stderr } = await create(cwd, ['shop']);
    expect(stderr).toMatch(/is not empty: it holds \.dockerignore/);
  });
});

describe('creates of one folder at the same time', () => {
  it.each([
    ['is not there', false],
    ['is there', true],
  ])('one of them makes it where it %s, and the others say so', async (_, isThere) => {
    for (let round = 0; round < 3; round += 1) {
      const cwd = scratchFolder();
      if (isThere) mkdirSync(join(cwd, 'shop'));
      const runs = await Promise.all([1, 2, 3, 4].map(() => create(cwd, ['shop'])));
      const failed = runs.filter(({ exitCode }) => exitCode !== 0);
      expect(failed).toHaveLength(3);
      for (const { exitCode, stderr } of failed) {
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/^error: (Another create-session-app|\S+ is not empty)/);
      }
      expect(readdirSync(cwd)).toEqual(['shop']);
      expect(filesIn(join(cwd, 'shop'))).toEqual([...FILES].sort());
    }
  });

  it('folders that both need are made once', async () => {
    const cwd = scratchFolder();
    const runs = await Promise.all(
      ['one', 'two', 'three'].map((name) => create(cwd, [`a/b/${name}`])),
    );
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  });
});

describe('a folder of somebody else’s that looks like a leftover', () => {
  const OUTSIDE: Array<[what: string, moves: unknown]> = [
    ['a file outside', { files: [{ path: '../planted', digest: '' }], folders: [] }],
    ['a file at the root', { files: [{ path: '/tmp/planted', digest: '' }], folders: [] }],
    ['a file behind a link', { files: [{ path: 'link/planted', digest: '' }], folders: [] }],
    ['a folder outside', { files: [], folders: ['../empty'] }],
    ['something else', { files: 'all', folders: null }],
  ];

  it.each(OUTSIDE)('moves and removes nothing of %s', async (_, moves) => {
    const cwd = scratchFolder();
    const staging = join(cwd, 'shop/.create-session-app-writing');
    mkdirSync(join(staging, 'old'), { recursive: true });
    mkdirSync(join(cwd, 'empty'));
    symlinkSync(join(cwd, 'empty'), join(cwd, 'shop/link'));
    // What such a path leads to, from where the replaced files are kept.
    writeFileSync(join(staging, 'planted'), 'hostile');
    mkdirSync(join(staging, 'old/link'));
    writeFileSync(join(staging, 'old/link/planted'), 'hostile');
    writeFileSync(join(staging, 'owner-1'), '');
    utimesSync(staging, 0, 0);
    writeFileSync(join(staging, 'moves.json'), JSON.stringify(moves));
    utimesSync(staging, 0, 0);
    const { exitCode, stderr } = await create(cwd, ['shop', '--force']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^error: \S+moves\.json does not have the format of create-session-app/,
      ),
    });
    expect(readdirSync(cwd).sort()).toEqual(['empty', 'shop']);
    expect(readdirSync(join(cwd, 'empty'))).toEqual([]);
  });
});
