/** What can go wrong in a way that a person can put right. */
export type FailureCode =
  | 'usage'
  | 'invalid-name'
  | 'not-built'
  | 'directory-not-empty'
  | 'obstacle'
  | 'cannot-write'
  | 'install-failed'
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

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The `code` of a Node error (`ENOENT`, …), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
