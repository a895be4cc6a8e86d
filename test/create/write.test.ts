import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSite } from '../../src/create/writing/write.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const FILES = [
  { path: 'README.md', contents: 'ours' },
  { path: 'src/app.ts', contents: 'ours' },
];

function everythingIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Runs the command where no file may grow beyond 2 KiB: the system refuses in the middle of the work. */
function createOnFullDisk(cwd: string, args: string[]): string {
  const script = `ulimit -f 2; "${process.execPath}" "${BIN['create-session-app']}" ${args.join(' ')} --no-install --no-git 2>&1; echo "exit $?"`;
  return execFileSync('bash', ['-c', script], { cwd, env: CLEAN_ENV, encoding: 'utf8' });
}

describe('writing a site', () => {
  it('replaces what is there only when told to', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'README.md'), 'mine');
    expect(() => writeSite(folder, FILES)).toThrow('is not empty: it holds README.md');
    writeSite(folder, FILES, { force: true });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('ours');
  });

  it('names eight of many names', () => {
    const folder = scratchFolder();
    for (let n = 0; n < 12; n += 1) writeFileSync(join(folder, `file-${n}`), '');
    expect(() => writeSite(folder, FILES)).toThrow(/file-5 and 4 more\./);
  });

  it('that fails halfway puts back what it moved', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'README.md'), 'mine');
    const tooLong = { path: `${'x'.repeat(300)}/file`, contents: '' };
    expect(() => writeSite(folder, [...FILES, tooLong], { force: true })).toThrow(
      /the path is too long/,
    );
    expect(everythingIn(folder)).toEqual(['README.md']);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
  });
});

describe('a disk that is full', () => {
  it('leaves no trace of a new site, nor of the folders above it', () => {
    const cwd = scratchFolder();
    const output = createOnFullDisk(cwd, ['a/b/my-app']);
    expect(output).toMatch(/Cannot write to .*my-app: .*Nothing was changed\.\nexit 1/);
    expect(everythingIn(cwd)).toEqual([]);
  });

  it('leaves a folder that was there as it was', () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'src/app.ts'), 'mine');
    expect(createOnFullDisk(cwd, ['.', '--force'])).toContain('exit 1');
    expect(everythingIn(cwd)).toEqual(['src', 'src/app.ts']);
    expect(readFileSync(join(cwd, 'src/app.ts'), 'utf8')).toBe('mine');
  });
});

describe('a place that cannot be written to', () => {
  it.each([
    ['/proc/my-app', /Cannot write to \/proc\/my-app/],
    ['/dev/null/my-app', /a part of the path is not a folder/],
  ])('%s is a clear error', (directory, message) => {
    expect(() => writeSite(directory, FILES)).toThrow(message);
  });
});
