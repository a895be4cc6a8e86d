/**
 * What the system says where there is nothing to read: it has gone, or is a link, or no file or folder of ours.
 *
 * @type {Set<unknown>}
 */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/**
 * The result, or undefined where there is no such file or folder: another process may have removed it.
 *
 * @template T
 * @param {() => T} work
 * @returns {T | undefined}
 */
export function unlessMissing(work) {
  try {
    return work();
  } catch (error) {
    if (MISSING.has(codeOf(error))) return undefined;
    throw error;
  }
}

/**
 * The system's name for what went wrong, such as `ENOENT`.
 *
 * @param {unknown} error
 * @returns {unknown}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
