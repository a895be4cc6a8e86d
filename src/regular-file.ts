import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { Failure } from './failure.ts';

const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/**
 * The text of a file that may have been replaced by something else. Reading a named pipe would wait for a writer, and
 * reading a device would never end, so anything but a regular file is refused before it is read.
 *
 * @throws Failure `usage` if it is not a regular file; else the error of the system, such as ENOENT
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
 * Checks that a path is free, or leads to a regular file.
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
