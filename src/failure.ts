/** What can go wrong in a way that a person can put right. */
export type FailureCode =
  | 'usage'
  | 'invalid-name'
  | 'not-built'
  | 'directory-not-empty'
  | 'obstacle'
  | 'cannot-write'
  | 'install-failed'
  | 'no-record'
  | 'no-base'
  | 'no-git'
  | 'uncommitted'
  | 'check-failed'
  | 'app-failed'
  | 'store-unreadable'
  | 'no-such-session'
  | 'interrupted'
  | 'unforeseen';

/**
 * A failure to be told in plain words. The message says what happened, to what, and what to do next;
 * nobody needs a stack trace for it.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  /** The message, a line each: what came from elsewhere may hold a line break, and begins no line by that. */
  readonly lines: readonly string[];

  /** @param message a line, or several: a line break within one is told as such */
  constructor(code: FailureCode, message: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'), options);
    this.code = code;
    this.lines = lines;
  }
}

/** The `code` of a Node error (`ENOENT`, …), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether an app did not start, or ended by itself. */
export function isAppFailed(error: unknown): error is Failure {
  return error instanceof Failure && error.code === 'app-failed';
}
