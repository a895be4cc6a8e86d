import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, Failure } from './failure.ts';

/**
 * Checks that a path leads to a folder.
 *
 * @param folder as it was typed
 * @throws Failure `usage` if it does not exist, is a file, or cannot be read
 */
export function checkFolder(folder: string): void {
  const stats = statsOf(folder);
  if (stats?.isDirectory()) return;
  throw new Failure(
    'usage',
    stats
      ? `${folder} is a file, where a folder is wanted. Name the folder of the app: ${dirname(folder)}`
      : `There is no folder ${folder}.`,
  );
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const code = errorCode(error);
    // A file followed by a slash, or a link to itself.
    if (code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw new Failure('usage', `${path} cannot be looked at (${code}). Name another folder.`);
  }
}
