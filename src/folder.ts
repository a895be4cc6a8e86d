import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, Failure } from './failure.ts';

/**
 * Holds what a person named to be a folder.
 *
 * @param folder as it was typed
 * @throws Failure `usage` where there is none, or a file is there, or nobody can tell
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
    // A file with a slash behind its name, and a link that leads to itself.
    if (code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw new Failure('usage', `${path} cannot be looked at (${code}). Name another folder.`);
  }
}
