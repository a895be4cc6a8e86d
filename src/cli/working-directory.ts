import { errorCode, Failure } from '../failure.ts';

/**
 * Checks that the working directory still exists: it may have been removed, or created again, since the shell entered
 * it.
 *
 * @throws Failure `usage` where it is not
 */
export function checkWorkingDirectory(): void {
  try {
    process.cwd();
  } catch (error) {
    throw new Failure(
      'usage',
      `The current folder is gone (${errorCode(error)}): it was removed, or another was made in its place. Go to one that is there, such as with "cd ..", and try again.`,
    );
  }
}
