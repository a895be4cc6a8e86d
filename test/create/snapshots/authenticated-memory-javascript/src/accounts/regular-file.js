import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** @import { Stats } from 'node:fs' */

/** A folder, a pipe or a device is where a file should be. */
export class NotAFileError extends Error {}

/**
 * Reads a file, and answers its details as they were while it was open.
 *
 * @param {string} path
 * @returns {{ text: string, stats: Stats }}
 * @throws {NotAFileError} where there is anything else in its place
 */
export function readRegularFile(path) {
  // To open a pipe without this flag is to wait for whoever writes into it, and all visitors would wait along.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new NotAFileError();
    return { text: readFileSync(file, 'utf8'), stats };
  } finally {
    closeSync(file);
  }
}

/**
 * The code of what the system could not do, such as EACCES.
 *
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
