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
 * Writes a file completely or not at all: if the disk is full, the old file stays as it was. A link stays a link, and a
 * file keeps its mode. Only if no file may be created in its folder, an existing file is overwritten directly.
 *
 * @throws the error of the system, such as ENOSPC
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
 * Checks that a file can be written, as far as this shows without writing it.
 *
 * @throws the error of the system, such as EACCES
 */
export function checkCanBeWritten(path: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before) accessSync(realpathSync(path), constants.W_OK);
  else tryDraft(dirname(path));
}

/**
 * Checks that files can be written to a folder. If it does not exist, the nearest existing folder above it is checked.
 *
 * @throws the error of the system, such as EROFS
 */
export function checkTakesFiles(folder: string): void {
  const above = dirname(resolve(folder));
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  if (isThere || above === resolve(folder)) tryDraft(folder);
  else checkTakesFiles(above);
}

/** Creates a file and removes it again: only this shows for certain whether a folder can be written to. */
function tryDraft(folder: string): void {
  const draft = join(folder, `.${randomUUID()}.tmp`);
  writeFileSync(draft, '', { flag: 'wx' });
  rmSync(draft, { force: true });
}
