/**
 * There is nothing to read: the path does not exist, is a link, or is not the kind of file it should be.
 *
 * @type {Set<unknown>}
 */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/**
 * Returns undefined if the file or folder does not exist. Another process may have removed it.
 *
 * @template T
 * @param {() => T} work
 * @returns {T | undefined}
 */
export function ignoreMissing(work) {
  try {
    return work();
  } catch (error) {
    if (MISSING.has(errorCode(error))) return undefined;
    throw error;
  }
}

/**
 * Does something with a file or folder. The result is false if it does not exist.
 *
 * @param {() => void} work
 * @returns {boolean}
 */
export function wasFound(work) {
  return (
    ignoreMissing(() => {
      work();
      return true;
    }) ?? false
  );
}

/**
 * The code of a system error, such as `ENOENT`.
 *
 * @param {unknown} error
 * @returns {unknown}
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
