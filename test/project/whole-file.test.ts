import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeWholeFile } from '../../src/whole-file.ts';
import { runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

/** To mount a disk takes root, and Linux. */
const mounts = process.platform === 'linux' && process.getuid?.() === 0;

function fullDisk(): string {
  const disk = scratchFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', [disk]));
  writeFileSync(join(disk, 'other'), Buffer.alloc(8_000));
  return disk;
}

it.skipIf(!mounts)('on a full disk, what was there before stays, and nothing new', () => {
  const disk = fullDisk();
  const path = join(disk, 'package.json');
  writeFileSync(path, '{}');
  expect(() => writeWholeFile(path, 'x'.repeat(50_000))).toThrow('ENOSPC');
  expect(() => writeWholeFile(join(disk, 'new'), 'x'.repeat(50_000))).toThrow('ENOSPC');
  expect(readFileSync(path, 'utf8')).toBe('{}');
  expect(readdirSync(disk).sort()).toEqual(['other', 'package.json']);
});

it.skipIf(!mounts)('a report that has no room says so, and leaves no half of it', async () => {
  const disk = fullDisk();
  const path = join(disk, 'run.html');
  const { exitCode, stderr } = await runCli(['simulate', '--report', path], {
    cwd: scratchFolder(),
  });
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    `error: The report ${path} cannot be written: the disk is full (ENOSPC). Choose another place.`,
  );
  expect(readdirSync(disk)).toEqual(['other']);
});

/** A disk on which nothing can be written, and on it a package.json. */
function readOnlyDisk(): string {
  const disk = scratchFolder();
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', [disk]));
  writeFileSync(join(disk, 'package.json'), '{}');
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  return disk;
}

it.skipIf(!mounts).each([
  ['a report', (disk: string) => ['simulate', '--report', join(disk, 'run.html')]],
  ['the report of an audit', (disk: string) => ['audit', '--report', join(disk, 'run.html')]],
  ['flows', (disk: string) => ['audit', '--save-flows', join(disk, 'deep', 'flows')]],
  [
    'a comparison',
    (disk: string) => {
      const report = join(disk, 'run.html');
      return ['simulate', '--compare', 'memory,file', '--report', report];
    },
  ],
  ['a way in', (disk: string) => ['simulate', disk, '--start', 'true', '--save']],
])('where %s cannot be written, nothing runs', async (_, argsOn) => {
  const disk = readOnlyDisk();
  const { exitCode, stdout, stderr } = await runCli(argsOn(disk), { cwd: scratchFolder() });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^error: .*: the disk is read-only \(EROFS\)\..*$/);
});

it('a report whose name is too long is refused before anything runs', async () => {
  const path = `${'x'.repeat(300)}.html`;
  const { exitCode, stdout, stderr } = await runCli(['simulate', '--report', path], {
    cwd: scratchFolder(),
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('the path is too long (ENAMETOOLONG)');
});

it('a link stays a link, and a file keeps who may read it', () => {
  const folder = scratchFolder();
  const file = join(folder, 'file');
  const link = join(folder, 'link');
  writeFileSync(file, 'before');
  chmodSync(file, 0o606);
  symlinkSync('file', link);
  writeWholeFile(link, 'after');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('after');
  expect(statSync(file).mode & 0o777).toBe(0o606);
  expect(readdirSync(folder).sort()).toEqual(['file', 'link']);
});
