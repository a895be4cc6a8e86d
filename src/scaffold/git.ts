import { execa } from 'execa';
import { Failure } from '../failure.ts';

/** What became of the repository; `failed` comes with git's own last line. */
export type GitOutcome =
  | { state: 'committed' }
  | { state: 'inside-repository' }
  | { state: 'failed'; reason: string };

/**
 * Makes `directory` a git repository with a first commit, unless it lies in a repository already. The site works
 * without one, so a failure is an outcome and not an error.
 *
 * @throws Failure `interrupted` where `signal` said so
 */
export async function initRepository(directory: string, signal: AbortSignal): Promise<GitOutcome> {
  const git = (...args: string[]) =>
    execa('git', args, { cwd: directory, stdin: 'ignore', reject: false, cancelSignal: signal });

  const inside = await git('rev-parse', '--is-inside-work-tree');
  if (!inside.failed) return { state: 'inside-repository' };

  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Create the site with create-session-app'],
  ]) {
    const { failed, code, stderr } = await git(...args);
    if (signal.aborted) {
      throw new Failure('interrupted', 'Interrupted. The site is written, but not committed.');
    }
    if (failed) return { state: 'failed', reason: reasonOf(code, stderr) };
  }
  return { state: 'committed' };
}

function reasonOf(code: string | undefined, stderr: string): string {
  if (code === 'ENOENT') return 'git is not installed';
  return stderr.trim().split('\n').at(-1) || 'git did not say why';
}
