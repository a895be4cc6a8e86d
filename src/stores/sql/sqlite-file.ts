import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';
import { bytes as sizeText } from '../../quantities.ts';
import { makeScratch } from '../../site/scratch.ts';
import type { SqlPlace } from './place.ts';

/** The first bytes of every SQLite file (https://sqlite.org/fileformat2.html). */
const MAGIC = 'SQLite format 3\0';
const HEADER = 20;
/** The place in the header that says how the file is read; 2 means with a write-ahead log. */
const READ_VERSION = 19;
/** Larger files are not copied. */
const LARGEST_COPY = 1024 ** 3;

/** A file that SQLite can read without creating files beside the app's own. */
export interface ReadableFile {
  path: string;
  letGo(): void;
}

/**
 * The file of a database, or a copy of it: if a file has a write-ahead log and no program has it open, reading it
 * creates two files beside it, and leaves them there.
 *
 * @throws Failure `store-unreadable` if it is missing, is no database, or may not be read
 */
export function readableFile({ address: path, name }: SqlPlace): ReadableFile {
  const header = headerOf(path, name);
  if (header.length > 0 && header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new Failure('store-unreadable', `${name} is not an SQLite database, or is encrypted.`);
  }
  const hasLog = header[READ_VERSION] === 2;
  if (!hasLog || (existsSync(`${path}-wal`) && existsSync(`${path}-shm`))) {
    return { path, letGo: () => {} };
  }
  return copyOf(path, name);
}

function headerOf(path: string, name: string): Buffer {
  let file: number | undefined;
  try {
    if (!statSync(path).isFile()) {
      throw new Failure(
        'store-unreadable',
        `${name} is not a file. Give the path of an SQLite file.`,
      );
    }
    file = openSync(path, 'r');
    const header = Buffer.alloc(HEADER);
    return header.subarray(0, readSync(file, header));
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = errorCode(error);
    throw new Failure(
      'store-unreadable',
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `There is no database ${path}. It is made when the app first runs; is that the right path?`
        : `${name} cannot be read (${code}).`,
      { cause: error },
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function copyOf(path: string, name: string): ReadableFile {
  const bytes = statSync(path).size;
  if (bytes > LARGEST_COPY) {
    throw new Failure(
      'store-unreadable',
      `${name} has a write-ahead log, and no program has it open. Reading it now would leave files beside it, and it is too large to be copied (${sizeText(bytes)}). Start the app, and try again.`,
    );
  }
  const { path: folder, remove: letGo } = makeScratch();
  try {
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    return { path: copy, letGo };
  } catch (error) {
    letGo();
    throw new Failure('store-unreadable', `${name} cannot be copied (${errorCode(error)}).`, {
      cause: error,
    });
  }
}
