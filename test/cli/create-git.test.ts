import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const NO_INSTALL = ['my-app', '--no-install'];

/** Git's settings alone, none of whoever runs the tests. */
const PLAIN_GIT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, env: { ...CLEAN_ENV, ...PLAIN_GIT }, encoding: 'utf8' }).trim();

function writeScript(path: string, ...lines: string[]): string {
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

/** A file of git settings, for whoever creates a site. */
function settings(text: string): Record<string, string> {
  const file = join(scratchFolder(), 'gitconfig');
  writeFileSync(file, text);
  return { ...PLAIN_GIT, GIT_CONFIG_GLOBAL: file };
}

describe('a site’s repository', () => {
  it('is its own, also when a hook of another repository creates the site', async () => {
    const [elsewhere, other] = [scratchFolder(), scratchFolder()];
    git(other, 'init', '--quiet');
    git(other, 'commit', '--quiet', '--allow-empty', '--message', 'first');
    // In a second work tree, a hook is told of all that git knows of the repository.
    const tree = join(other, 'tree');
    git(other, 'worktree', 'add', '--quiet', tree);
    const words = [BIN['create-session-app'], ...NO_INSTALL].map((word) => `'${word}'`).join(' ');
    writeScript(
      join(other, '.git/hooks/pre-commit'),
      'test -n "$GIT_DIR" || exit 9',
      `cd '${elsewhere}' && exec '${process.execPath}' ${words}`,
    );
    writeFileSync(join(tree, 'mine.txt'), 'mine');
    git(tree, 'add', 'mine.txt');
    const env = { ...CLEAN_ENV, ...PLAIN_GIT };
    await execa('git', ['commit', '--message', 'second'], { cwd: tree, env, extendEnv: false });

    const changed = ['show', '--name-only', '--format=', 'HEAD'];
    expect(git(tree, ...changed)).toBe('mine.txt');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    const site = join(elsewhere, 'my-app');
    expect(git(site, 'rev-parse', '--show-toplevel')).toBe(site);
    expect(git(site, ...changed)).toContain('src/server.ts');
  });

  it('is made whatever language git speaks', async () => {
    const cwd = scratchFolder();
    const env = { ...PLAIN_GIT, LC_ALL: 'C.UTF-8', LANGUAGE: 'de' };
    const { stderr } = await runCli(NO_INSTALL, { cwd, env });
    expect(stderr).toContain('Committed everything to a new git repository.');
  });

  it.skipIf(process.getuid?.() !== 0)('is not made inside one of another user', async () => {
    const cwd = scratchFolder();
    git(cwd, 'init', '--quiet');
    for (const path of [cwd, join(cwd, '.git')]) chownSync(path, 65534, 65534);
    const { exitCode, stderr } = await runCli(NO_INSTALL, { cwd, env: PLAIN_GIT });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /No git commit\. The site is not affected\. Git said:\n {4}│ fatal: .*ownership in repository at '/,
    );
    expect(existsSync(join(cwd, 'my-app/.git'))).toBe(false);
  });

  it('is not made inside one that is broken', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, '.git'), 'gitdir: /nowhere\n');
    const { stderr } = await runCli(NO_INSTALL, { cwd, env: PLAIN_GIT });
    expect(stderr).toContain(
      'No git commit: fatal: not a git repository: /nowhere. The site is not affected.',
    );
    expect(existsSync(join(cwd, 'my-app/.git'))).toBe(false);
  });
});

describe('a commit that git refuses', () => {
  it('for want of a signature is told in all lines about it', async () => {
    const gpg = writeScript(
      join(scratchFolder(), 'gpg'),
      'echo "gpg: signing failed: No secret key" >&2',
      'exit 2',
    );
    const env = settings(`[commit]\n gpgSign = true\n[gpg]\n program = ${gpg}\n`);
    const { exitCode, stderr } = await runCli(NO_INSTALL, { cwd: scratchFolder(), env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /No git commit\. The site is not affected\. Git said:\n {4}│ error: gpg failed to sign the data\n(?: {4}│ .*\n)* {4}│ fatal: failed to write commit object\n/,
    );
  });

  it('because of a hook is told in the hook’s words, without its colours', async () => {
    const hooks = join(scratchFolder(), 'hooks');
    mkdirSync(hooks);
    writeScript(
      join(hooks, 'pre-commit'),
      `printf '\\033[31mThe linter is away.\\033[0m\\n'`,
      'exit 1',
    );
    const env = settings(`[core]\n hooksPath = ${hooks}\n`);
    const { stderr } = await runCli(NO_INSTALL, { cwd: scratchFolder(), env });
    expect(stderr).toContain('No git commit: The linter is away.');
    expect(stderr).not.toContain('\x1b');
  });
});
