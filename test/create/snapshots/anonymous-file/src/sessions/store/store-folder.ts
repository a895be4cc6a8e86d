import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SettingError } from '../../settings.ts';
import { errorCode, ignoreMissing } from './file-errors.ts';

/**
 * Creates the folder that holds all sessions. An existing folder is left as it is.
 *
 * @throws SettingError if the site cannot use the folder, or if everybody can write to it
 */
export function openStoreFolder(path: string): void {
  try {
    makeFolder(path);
    accessSync(`${path}/.`, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new SettingError(
      'SESSION_DIR',
      `a folder that this site can write to, not "${path}" (${reason})`,
    );
  }
  // Anyone who can write to the folder can end sessions, or replace one by another.
  if (isWorldWritable(path)) {
    throw new SettingError(
      'SESSION_DIR',
      `a folder that not everybody can write to, and everybody can write to "${path}": choose a new one, or run chmod o-w "${path}"`,
    );
  }
}

/** Creates a folder, and its parents if needed. Does nothing if it exists. */
export function makeFolder(path: string): void {
  try {
    // Other users of the machine must not read or create sessions.
    mkdirSync(path, 0o700);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    const parent = dirname(path);
    // In some folders, such as /proc, this fails with ENOENT although the parent exists.
    if (errorCode(error) !== 'ENOENT' || existsSync(parent)) throw error;
    makeFolder(parent);
    makeFolder(path);
  }
}

/** Whether less than a tenth of the disk is free: of its space, or of the number of files it can hold. */
export function isNearlyFull(path: string): boolean {
  const disk = ignoreMissing(() => statfsSync(path));
  return disk !== undefined && (disk.bavail < disk.blocks / 10 || disk.ffree < disk.files / 10);
}

function isWorldWritable(path: string): boolean {
  // On Windows, the mode says nothing about permissions.
  return process.platform !== 'win32' && (statSync(path).mode & constants.S_IWOTH) !== 0;
}
