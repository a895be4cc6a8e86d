import { execa } from 'execa';
import { ownEnvironment } from '../create/git.ts';
import { Failure } from '../failure.ts';

/** What git answered. */
interface GitAnswer {
  exitCode: number | undefined;
  stdout: Buffer;
  stderr: string;
}

/** Runs git in a folder. @throws Failure `no-git` where it is not installed, `interrupted` where `signal` said so */
export type Git = (words: readonly string[], input?: string) => Promise<GitAnswer>;

/** Git, as it is to be called for a folder: tied to no other repository, as it would be in a hook of that one. */
export async function gitIn(directory: string, signal: AbortSignal): Promise<Git> {
  const env = await ownEnvironment(directory, signal);
  return async (words, input = '') => {
    const ended = await execa('git', words, {
      cwd: directory,
      env,
      extendEnv: false,
      encoding: 'buffer',
      stripFinalNewline: false,
      input,
      reject: false,
      cancelSignal: signal,
    });
    if (signal.aborted) throw new Failure('interrupted', 'Interrupted. Nothing was changed.');
    if (ended.code === 'ENOENT') throw noGit();
    const { exitCode, stdout, stderr } = ended;
    return { exitCode, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr).toString() };
  };
}

function noGit(): Failure {
  return new Failure(
    'no-git',
    'An update needs git, which merges your changes with the new ones, and git is not installed. Install it (https://git-scm.com) and try again. Nothing was changed.',
  );
}

/** Whether a folder is in a repository. */
export async function isInRepository(git: Git): Promise<boolean> {
  const { exitCode, stdout } = await git(['rev-parse', '--is-inside-work-tree']);
  return exitCode === 0 && stdout.toString().trim() === 'true';
}

/** The contents of those blobs that the repository has: id → bytes. */
export async function blobsIn(git: Git, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  const { stdout } = await git(['cat-file', '--batch'], `${ids.join('\n')}\n`);
  let at = 0;
  while (at < stdout.length) {
    const end = stdout.indexOf('\n', at);
    const [id = '', type, size] = stdout.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    found.set(id, stdout.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

/** The files of a folder that git knows, or would add: paths relative to it. */
export async function filesIn(git: Git): Promise<string[]> {
  return listed(git, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
}

/** The files of a folder that git knows and a sparse checkout leaves out. */
export async function leftOutIn(git: Git): Promise<Set<string>> {
  const lines = await listed(git, ['ls-files', '-t', '-z']);
  return new Set(lines.flatMap((line) => (line.startsWith('S ') ? line.slice(2) : [])));
}

/** The files of a folder that are committed, and as they were committed. */
export async function committedIn(git: Git): Promise<{ clean: Set<string>; changed: string[] }> {
  const tracked = await listed(git, ['ls-files', '-z']);
  const changed = await changedIn(git);
  const dirty = new Set(changed);
  return { clean: new Set(tracked.filter((path) => !dirty.has(path))), changed };
}

/** What differs from the last commit. Git is kept from writing down what it sees: there may be no room on the disk. */
async function changedIn(git: Git): Promise<string[]> {
  const words = ['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames', '.'];
  const lines = await listed(git, ['--no-optional-locks', ...words]);
  const { stdout } = await git(['rev-parse', '--show-prefix']);
  const above = stdout.toString().replace(/\n$/, '');
  // Two letters and a space stand in front of a path, which starts at the top of the repository.
  return lines.map((line) => line.slice(3 + above.length));
}

/** @throws Failure `no-git` where git cannot say it */
async function listed(git: Git, words: readonly string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await git(words);
  if (exitCode === 0) return stdout.toString().split('\0').filter(Boolean);
  throw new Failure('no-git', [
    `"git ${words.join(' ')}" failed, which tells what is committed. Nothing was changed. Git said:`,
    `    ${stderr.trim().split('\n').at(-1) ?? ''}`,
  ]);
}
