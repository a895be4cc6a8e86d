import { CommanderError } from 'commander';
import { Failure, type FailureCode } from '../failure.ts';
import { usageText } from './typed/usage-text.ts';

/** The exit codes of every command. */
export const EXIT_CODES = {
  0: 'success; every check passed',
  1: 'failure; a check failed',
  2: 'wrong usage',
  3: 'the app did not start, crashed, or cannot be reached',
  4: 'the session store cannot be read',
  130: 'interrupted',
} as const;

type ExitCode = keyof typeof EXIT_CODES;

const EXIT_OF: Readonly<Record<FailureCode, ExitCode>> = {
  usage: 2,
  'invalid-name': 2,
  'not-built': 1,
  'directory-not-empty': 1,
  obstacle: 1,
  'cannot-write': 1,
  'install-failed': 1,
  'no-record': 1,
  'no-base': 1,
  'no-git': 1,
  uncommitted: 1,
  'check-failed': 1,
  'app-failed': 3,
  'store-unreadable': 4,
  'no-such-session': 1,
  interrupted: 130,
  unforeseen: 1,
};

/** How a command ended: its exit code, and what failed, if anything did. */
export interface Ending {
  exitCode: number;
  failure?: Pick<Failure, 'code' | 'message' | 'lines'>;
}

/** The exit code and the failure for an error. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Failure) return failed(error.code, error.lines);
  if (error instanceof CommanderError) {
    // Help and version also throw, with exit code 0, after they were printed.
    if (error.exitCode === 0) return { exitCode: 0 };
    return failed('usage', [usageText(error.message)]);
  }
  return failed('unforeseen', [String(error)]);
}

function failed(code: FailureCode, lines: readonly string[]): Ending {
  return { exitCode: EXIT_OF[code], failure: { code, message: lines.join('\n'), lines } };
}
