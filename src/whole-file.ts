import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from './failure.ts';

/**
 * Writes a file whole or not at all: on a full disk, what was there before stays, and no half of the new one. A link
 * stays a link, and a file keeps its mode. Where nothing can be put beside a file, it is written in its place.
 *
 * @throws what the system says, such as ENOSPC
 */
export function writeWholeFile(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  const place = before ? realpathSync(path) : path;
  if (before) accessSync(place, constants.W_OK);
  const draft = join(dirname(place), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    if (before) chmodSync(draft, before.mode);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    if (!before || !/^(EACCES|EPERM)$/.test(errorCode(error) ?? '')) throw error;
    writeFileSync(place, text);
  }
}

/**
 * Holds a file to be one that can be written whole, as far as that shows without writing it.
 *
 * @throws what the system says, such as EACCES
 */
export function checkCanBeWritten(path: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before) accessSync(realpathSync(path), constants.W_OK);
  else tryDraft(dirname(path));
}

/**
 * The same of a folder that files are to go to. If it is not there, that of the one in which it would be made counts.
 *
 * @throws what the system says, such as EROFS
 */
export function checkTakesFiles(folder: string): void {
  const above = dirname(resolve(folder));
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  if (isThere || above === resolve(folder)) tryDraft(folder);
  else checkTakesFiles(above);
}

/** Who may write somewhere the system tells only whoever does it: a file is made, and taken away again. */
function tryDraft(folder: string): void {
  const draft = join(folder, `.${randomUUID()}.tmp`);
  writeFileSync(draft, '', { flag: 'wx' });
  rmSync(draft, { force: true });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'a file would be larger than allowed',
  ENOENT: 'the folder above it cannot be created, or is a broken link',
  ENOTDIR: 'a part of the path is not a folder',
  ENAMETOOLONG: 'the path is too long',
};

/** Why something could not be written, in words, by the system's name for it. */
export function whyNotWritten(code: string | undefined): string {
  return `${REASONS[code ?? ''] ?? 'the system refused'} (${code})`;
}
