import { runProgram } from '../create/program.ts';
import { Failure } from '../failure.ts';
import { printedLines } from '../printed.ts';
import type { PackageManager } from '../project/package-manager.ts';

/** The most lines of failed tests to show: the last ones, which have the summary. */
const MOST_LINES = 30;

/** The result of the site's own tests. */
export interface TestRun {
  passed: boolean;
  /** The last lines of their output. */
  lines: string[];
}

/**
 * Runs the site's own tests with its package manager.
 *
 * @throws Failure `interrupted` if `signal` aborts; `check-failed` if the package manager is not installed
 */
export async function runTests(
  packageManager: PackageManager,
  directory: string,
  signal: AbortSignal,
): Promise<TestRun> {
  const ended = await runProgram(packageManager, ['run', 'test'], {
    cwd: directory,
    // If this runs inside `node --test`, the variable would make the site's tests a part of that run.
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
