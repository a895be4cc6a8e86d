import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SettingError } from '../settings.js';
import { codeOf, unlessMissing } from './file-errors.js';

/**
 * Makes the folder that all sessions are in. One that is there already stays as it is.
 *
 * @param {string} path
 * @throws {SettingError} where the site cannot use it, or everybody can
 */
export function openStoreFolder(path) {
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
  // Whoever can write to it can end sessions, or put one in the place of another.
  if (isOpenToAll(path)) {
    throw new SettingError(
      'SESSION_DIR',
      `a folder that not everybody can write to, as they can to "${path}": choose one that is not there yet, or type chmod o-w "${path}"`,
    );
  }
}

/**
 * Makes a folder, and those that it is in, unless it is there.
 *
 * @param {string} path
 */
export function makeFolder(path) {
  try {
    // Other users of the machine neither read sessions nor make some up.
    mkdirSync(path, 0o700);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    const parent = dirname(path);
    // In some folders, such as /proc, nothing can be made although they are there.
    if (codeOf(error) !== 'ENOENT' || existsSync(parent)) throw error;
    makeFolder(parent);
    makeFolder(path);
  }
}

/**
 * Whether less than a tenth of the disk is free: of its room, or of the number of files that it can hold.
 *
 * @param {string} path
 * @returns {boolean}
 */
export function isNearlyFull(path) {
  const disk = unlessMissing(() => statfsSync(path));
  return disk !== undefined && (disk.bavail < disk.blocks / 10 || disk.ffree < disk.files / 10);
}

function isOpenToAll(path) {
  // Windows keeps its rights elsewhere.
  return process.platform !== 'win32' && (statSync(path).mode & constants.S_IWOTH) !== 0;
}
