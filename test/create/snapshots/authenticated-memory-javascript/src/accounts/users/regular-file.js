import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** @import { Stats } from 'node:fs' */

/** A file cannot be used. The message says why, in words that go after a colon. */
export class UnusableFileError extends Error {}

/**
 * Reads a file, together with the stats of exactly the version that was read.
 *
 * @param {string} path
 * @returns {{ text: string, stats: Stats }}
 * @throws {UnusableFileError} if the path is a folder, a pipe or a device
 */
export function readRegularFile(path) {
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

/**
 * The code of a system error, such as EACCES.
 *
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
