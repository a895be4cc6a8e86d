import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

/** A file cannot be used. The message says why, in words that go after a colon. */
export class UnusableFileError extends Error {}

/**
 * Reads a file, together with the stats of exactly the version that was read.
 *
 * @throws UnusableFileError if the path is a folder, a pipe or a device
 */
export function readRegularFile(path: string): { text: string; stats: Stats } {
  // Without O_NONBLOCK, opening a pipe would block the whole site until somebody writes to it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UnusableFileError('it is not a file');
    return { text: readFileSync(file, 'utf8'), stats };
  } finally {
    closeSync(file);
  }
}

/** The code of a system error, such as EACCES. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
