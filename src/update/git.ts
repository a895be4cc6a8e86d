import { execa } from 'execa';
import { ownEnvironment } from '../create/git.ts';
import { Failure } from '../failure.ts';

/** The result of a git command. */
interface GitAnswer {
  exitCode: number | undefined;
  stdout: Buffer;
  stderr: string;
}

/** Runs git in a folder. @throws Failure `no-git` if it is not installed, `interrupted` if `signal` aborts */
export type Git = (words: readonly string[], input?: string) => Promise<GitAnswer>;

/** Runs git in a folder, without the variables that would tie it to another repository, as in a hook of that one. */
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

export async function isInRepository(git: Git): Promise<boolean> {
  const { exitCode, stdout } = await git(['rev-parse', '--is-inside-work-tree']);
  return exitCode === 0 && stdout.toString().trim() === 'true';
}

/** The contents of those blobs that the repository has, by id. */
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

/** The files of a folder that git tracks or would add, relative to it. */
export async function filesIn(git: Git): Promise<string[]> {
  return listed(git, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
}

/** The files of a folder that git tracks, but a sparse checkout leaves out. */
export async function leftOutIn(git: Git): Promise<Set<string>> {
  const lines = await listed(git, ['ls-files', '-t', '-z']);
  return new Set(lines.flatMap((line) => (line.startsWith('S ') ? line.slice(2) : [])));
}

/** The tracked files of a folder without changes, and those with changes since the last commit. */
export async function committedIn(git: Git): Promise<{ clean: Set<string>; changed: string[] }> {
  const tracked = await listed(git, ['ls-files', '-z']);
  const changed = await changedIn(git);
  const dirty = new Set(changed);
  return { clean: new Set(tracked.filter((path) => !dirty.has(path))), changed };
}

/** The changes since the last commit. Git must not update its index here: the disk may be full. */
async function changedIn(git: Git): Promise<string[]> {
  const words = ['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames', '.'];
  const lines = await listed(git, ['--no-optional-locks', ...words]);
  const { stdout } = await git(['rev-parse', '--show-prefix']);
  const above = stdout.toString().replace(/\n$/, '');
  // Two letters and a space precede the path, which is relative to the repository's root.
  return lines.map((line) => line.slice(3 + above.length));
}

/** @throws Failure `no-git` if git fails */
async function listed(git: Git, words: readonly string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await git(words);
  if (exitCode === 0) return stdout.toString().split('\0').filter(Boolean);
  throw new Failure('no-git', [
    `"git ${words.join(' ')}" failed, which tells what is committed. Nothing was changed. Git said:`,
    `    ${stderr.trim().split('\n').at(-1) ?? ''}`,
  ]);
}
