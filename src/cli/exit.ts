import { CommanderError } from 'commander';
import { Failure, type FailureCode } from '../failure.ts';

/** What the exit codes mean, in every command. */
export const EXIT_CODES = {
  0: 'it worked',
  1: 'it failed',
  2: 'wrong usage',
  130: 'interrupted',
} as const;

type ExitCode = keyof typeof EXIT_CODES;

const EXIT_OF: Readonly<Record<FailureCode, ExitCode>> = {
  usage: 2,
  'invalid-name': 2,
  'directory-not-empty': 1,
  obstacle: 1,
  'cannot-write': 1,
  'install-failed': 1,
  interrupted: 130,
};

/** How a command ended: its exit code, and what to tell of it, if anything. */
export interface Ending {
  exitCode: number;
  code?: FailureCode;
  message?: string;
}

/** The ending that an error means. An error that nobody foresaw is thrown again: its stack trace is needed. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Failure) {
    return { exitCode: EXIT_OF[error.code], code: error.code, message: error.message };
  }
  if (error instanceof CommanderError) {
    // Help and version "fail" with 0, and have been printed.
    if (error.exitCode === 0) return { exitCode: 0 };
    return {
      exitCode: EXIT_OF.usage,
      code: 'usage',
      message: error.message.replace(/^error: /, ''),
    };
  }
  throw error;
}
