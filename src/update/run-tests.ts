import { runProgram } from '../create/program.ts';
import { Failure } from '../failure.ts';
import { printedLines } from '../printed.ts';
import type { PackageManager } from '../project/package-manager.ts';

/** So many lines of failed tests are shown: the last ones, which sum up. */
const MOST_LINES = 30;

/** What the site's own tests said. */
export interface TestRun {
  passed: boolean;
  /** The last lines that they printed. */
  lines: string[];
}

/**
 * Runs the site's own tests, by its package manager.
 *
 * @throws Failure `interrupted` where `signal` said so; `check-failed` where there is no such package manager
 */
export async function runTests(
  packageManager: PackageManager,
  directory: string,
  signal: AbortSignal,
): Promise<TestRun> {
  const ended = await runProgram(packageManager, ['run', 'test'], {
    cwd: directory,
    // The tests of whoever runs us tell ours that they are a part of theirs.
    env: { NODE_TEST_CONTEXT: undefined },
    signal,
  });
  if (signal.aborted || ended.signal === 'SIGINT') {
    throw new Failure('interrupted', 'The tests were interrupted. The site is updated.');
  }
  if (ended.code === 'ENOENT') {
    throw new Failure(
      'check-failed',
      `${packageManager} was not found, so the site's tests did not run. The site is updated.`,
    );
  }
  return { passed: !ended.failed, lines: printedLines(ended.all).slice(-MOST_LINES) };
}
