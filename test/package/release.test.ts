import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { CLEAN_ENV } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ownManifest } from '../support/tarball.ts';

const NEXT = { patch: '0.1.1', minor: '0.2.0', major: '1.0.0' };

/** A clone with this checkout's files of a release, whose own tests are quick: they pass where `passes` says so. */
function checkout(passes = true): string {
  const folder = scratchFolder();
  for (const file of ['CHANGELOG.md', 'release.js']) cpSync(file, join(folder, file));
  const { release } = ownManifest().scripts;
  const test = `node -e "process.exit(${passes ? 0 : 1})"`;
  const manifest = {
    name: 'a-package',
    version: '0.1.0',
    type: 'module',
    scripts: { release, test },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Begin');
  return folder;
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: CLEAN_ENV, encoding: 'utf8' }).trim();
}

function release(cwd: string, ...words: string[]) {
  return execa('npm', ['run', 'release', '--', ...words], {
    cwd,
    env: CLEAN_ENV,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

const versionIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

describe('npm run release', () => {
  it.each(['patch', 'minor', 'major'] as const)(
    '-- %s moves the changelog on, commits and tags, and publishes nothing',
    async (step) => {
      const folder = checkout();
      const { exitCode, stderr } = await release(folder, step);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(stderr).toContain('nothing was published');
      const version = NEXT[step];
      expect(versionIn(folder)).toBe(version);
      expect(git(folder, 'describe', '--exact-match')).toBe(`v${version}`);
      expect(git(folder, 'log', '-1', '--format=%s')).toBe(`Release ${version}`);
      expect(git(folder, 'status', '--porcelain')).toBe('');
      const changelog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
      const heading = new RegExp(
        `^## \\[Unreleased\\]\n\n## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d\n\n### Added`,
        'm',
      );
      expect(changelog).toMatch(heading);
    },
  );

  const refused: Array<[string, string[], (folder: string) => void, string, boolean?]> = [
    ['without a step', [], () => {}, 'Say which'],
    ['with another step', ['huge'], () => {}, 'Say which'],
    [
      'with changes that are not committed',
      ['patch'],
      (folder) => writeFileSync(join(folder, 'new.txt'), ''),
      'Commit or stash your changes first.',
    ],
    [
      'on another branch',
      ['patch'],
      (folder) => git(folder, 'switch', '--quiet', '--create', 'idea'),
      'Releases are made on main, and this is idea.',
    ],
    ['where its tag is taken', ['patch'], (folder) => git(folder, 'tag', 'v0.1.1'), 'tag v0.1.1'],
    [
      'with nothing new',
      ['patch'],
      (folder) => {
        writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## [Unreleased]\n');
        git(folder, 'commit', '--quiet', '--all', '--message', 'Nothing');
      },
      'nothing under "Unreleased"',
    ],
    ['where a test fails', ['patch'], () => {}, 'npm test', false],
  ];

  it.each(refused)('%s changes nothing', async (_, words, prepare, message, passes = true) => {
    const folder = checkout(passes);
    prepare(folder);
    const before = git(folder, 'rev-parse', 'HEAD');
    const { exitCode, stderr } = await release(folder, ...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(before);
    expect(versionIn(folder)).toBe('0.1.0');
  });
});
