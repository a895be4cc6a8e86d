/** There is nothing to read: the path does not exist, is a link, or is not the kind of file it should be. */
const MISSING = new Set<unknown>(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/** Returns undefined if the file or folder does not exist. Another process may have removed it. */
export function ignoreMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (MISSING.has(errorCode(error))) return undefined;
    throw error;
  }
}

/** Does something with a file or folder. The result is false if it does not exist. */
export function wasFound(work: () => void): boolean {
  return (
    ignoreMissing(() => {
      work();
      return true;
    }) ?? false
  );
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
