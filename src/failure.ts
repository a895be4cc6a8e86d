/** The kinds of failures that a person can do something about. */
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

/** A failure that is shown without a stack trace: the message says what happened, to what, and what to do next. */
export class Failure extends Error {
  readonly code: FailureCode;
  /** The lines of the message. A text from outside may contain a line break, but stays in one line. */
  readonly lines: readonly string[];

  /** @param message a line, or several; a line break within a line does not begin a new one */
  constructor(code: FailureCode, message: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'), options);
    this.code = code;
    this.lines = lines;
  }
}

/** The `code` of a Node error (`ENOENT`, …); undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether an app did not start, or ended by itself. */
export function isAppFailed(error: unknown): error is Failure {
  return error instanceof Failure && error.code === 'app-failed';
}
