import { Failure } from '../failure.ts';
import { errorLines } from './error-lines.ts';
import { shellPath } from './names.ts';
import { runProgram } from './program.ts';

/**
 * What happened to the repository; `failed` comes with git's lines that say why, `author-unknown` with the commands
 * that set the name of the author, and then commit.
 */
export type GitOutcome =
  | { state: 'committed' }
  | { state: 'inside-repository' }
  | { state: 'author-unknown'; commands: readonly string[] }
  | { state: 'failed'; reason: string[] };

/**
 * What git prints in a folder outside every repository. In a repository that is broken or another user's, it says more.
 */
const OUTSIDE = /^fatal: not a git repository \(or any/m;

/**
 * Makes `directory` a git repository with a first commit, unless it is in a repository already. The site works
 * without one, so a failure is an outcome and not an error.
 *
 * @throws Failure `interrupted` where `signal` said so
 */
export async function initRepository(directory: string, signal: AbortSignal): Promise<GitOutcome> {
  const env = await ownEnvironment(directory, signal);
  const git = (...args: string[]) =>
    runProgram('git', args, { cwd: directory, env, extendEnv: false, signal });

  const inside = await git('rev-parse', '--is-inside-work-tree');
  if (!inside.failed) return { state: 'inside-repository' };
  if (!OUTSIDE.test(inside.stderr) && !signal.aborted) return failed(directory, inside);

  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Create the site with create-session-app'],
  ]) {
    const step = await git(...args);
    if (signal.aborted) {
      throw new Failure('interrupted', 'Interrupted. The site is written, but not committed.');
    }
    if (step.failed) return failed(directory, step);
  }
  return { state: 'committed' };
}

/**
 * Our environment without the variables that name another repository, as in a hook of that one. It makes git write in
 * English, because we read its messages.
 */
export async function ownEnvironment(
  directory: string,
  signal: AbortSignal,
): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await runProgram('git', ['rev-parse', '--local-env-vars'], {
    cwd: directory,
    signal,
  });
  const ties = new Set(stdout?.split('\n'));
  const others = Object.entries(process.env).filter(([name]) => !ties.has(name));
  return { ...Object.fromEntries(others), LANGUAGE: 'en' };
}

/** What git prints if the name or the address of the author is not set. */
const NO_IDENTITY = /^\*\*\* Please tell me who you are|empty ident name|user\.useConfigOnly/m;

/** They name the folder, because they may be typed in any other. */
function identityAndCommit(directory: string): readonly string[] {
  return [
    'git config --global user.name "Your Name"',
    'git config --global user.email you@example.com',
    `git -C ${shellPath(directory)} commit --message "Create the site"`,
  ];
}

function failed(directory: string, { code, all }: { code?: string; all: string }): GitOutcome {
  if (code === 'ENOENT') return { state: 'failed', reason: ['git is not installed'] };
  if (NO_IDENTITY.test(all)) {
    return { state: 'author-unknown', commands: identityAndCommit(directory) };
  }
  const lines = errorLines(all);
  return { state: 'failed', reason: lines.length > 0 ? lines : ['git did not say why'] };
}
