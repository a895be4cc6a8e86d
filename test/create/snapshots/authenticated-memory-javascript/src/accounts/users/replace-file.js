import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from './regular-file.js';

/** A lock is held for a millisecond. If it is older than this, the process that held it was killed. */
const STALE_LOCK_MS = 10_000;

/** Another process is changing the file, or has just changed it. */
export class BusyError extends Error {}

/**
 * Replaces a file in one step. Its owner and mode stay the same, and so do links to it.
 *
 * The new file is written into a folder of its own. Renaming that folder to the name of the lock takes the lock. In the
 * last step, the new file is moved out of the lock. If this process was frozen for so long that another one broke its
 * lock, the new file is gone and the last step fails, so it cannot overwrite a newer file.
 *
 * @param {string} path
 * @param {string} text
 * @param {() => boolean} isCurrent
 *   whether the file has not changed since `text` was made; called while the lock is held
 * @throws {BusyError} if the file has changed, or another process holds the lock
 */
export function replaceFile(path, text, isCurrent) {
  const target = followLinks(path);
  const name = randomName();
  const [folder, lock] = [`${target}.${name}`, `${target}.lock`];
  mkdirSync(folder, 0o700);
  try {
    writeDraft(join(folder, name), text, target);
    acquireLock(folder, lock);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const draft = join(lock, name);
  try {
    if (!isCurrent()) throw new BusyError();
    renameSync(draft, target);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? new BusyError() : error;
  } finally {
    rmSync(draft, { force: true });
    releaseLock(lock);
  }
}

/**
 * The file behind a link is replaced, so that the link stays a link.
 *
 * @param {string} path
 * @returns {string}
 */
function followLinks(path) {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // The file that a link leads to may not exist yet.
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? followLinks(resolve(realpathSync(dirname(path)), readlinkSync(path))) : path;
  }
}

function writeDraft(draft, text, target) {
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    const old = statSync(target, { throwIfNoEntry: false });
    // A file that root creates gets the owner of its folder, so that the site can read it.
    const owner = old ?? (process.getuid?.() === 0 ? statSync(dirname(target)) : undefined);
    const own = fstatSync(file);
    if (owner && (owner.uid !== own.uid || owner.gid !== own.gid)) {
      fchownSync(file, owner.uid, owner.gid);
    }
    if (old) fchmodSync(file, old.mode & 0o777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function acquireLock(folder, lock) {
  const held = lstatSync(lock, { throwIfNoEntry: false });
  if (held && Math.abs(Date.now() - held.mtimeMs) > STALE_LOCK_MS) breakLock(lock);
  try {
    // A folder cannot be renamed to one that is not empty, so only one process gets the lock.
    renameSync(folder, lock);
  } catch (error) {
    throw existsSync(lock) ? new BusyError() : error;
  }
}

/**
 * Renames the lock before removing it: only one process can do that, so nobody removes a newer lock.
 *
 * @param {string} lock
 */
function breakLock(lock) {
  const broken = `${lock}.${randomName()}`;
  try {
    renameSync(lock, broken);
    rmSync(broken, { recursive: true });
  } catch {
    // Another process broke it first, or parts of it belong to root. Either way, it no longer has the lock's name.
  }
}

function releaseLock(lock) {
  try {
    rmdirSync(lock);
  } catch {
    // Another process broke this lock. If there is a newer one, it is not empty and stays.
  }
}

function randomName() {
  return randomBytes(8).toString('hex');
}
