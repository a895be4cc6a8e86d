import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { Failure } from './failure.ts';

const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/**
 * The text of a file that somebody else may have put there. To open a named pipe as a file is to wait for whoever
 * writes into it, and to read a device has no end: what is no regular file is refused before a byte is read.
 *
 * @throws Failure `usage` where it is no regular file; what the system says otherwise, such as ENOENT
 */
export function readRegularFile(path: string): string {
  const file = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    const wrong = whatInstead(fstatSync(file));
    if (wrong) throw notRegular(path, wrong);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Holds a place to be one where a file can be written: what lies there already is a regular file, if anything.
 *
 * @throws Failure `usage` otherwise
 */
export function checkWritesToFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  const wrong = stats && whatInstead(stats);
  if (wrong) throw notRegular(path, wrong);
}

function whatInstead(stats: ReturnType<typeof fstatSync>): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isDirectory() ? 'a folder' : 'a device or a socket';
}

function notRegular(path: string, wrong: string): Failure {
  return new Failure(
    'usage',
    `${path} is ${wrong}, and not a file. Put a file there, or name another.`,
  );
}
