/** What the system says where there is nothing to read: it has gone, or is a link, or no file or folder of ours. */
const MISSING = new Set<unknown>(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/** The result, or undefined where there is no such file or folder: another process may have removed it. */
export function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (MISSING.has(codeOf(error))) return undefined;
    throw error;
  }
}

/** The system's name for what went wrong, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
