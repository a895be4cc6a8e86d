import {
  lstatSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, ignoreMissing } from './file-errors.js';
import { readSession, sessionFile } from './session-file.js';
import { makeFolderIn, NOT_EMPTY, RETRY_MS, randomName } from './session-folder.js';
import { expiryOf } from './session-store.js';

/** @import { StoredSession } from './session-store.js' */

/*
 * Processes that change the same session take turns, with a lock: the folder `lock` in the session's folder. It
 * contains the draft of the process that holds it. The last step of a change moves the draft out of the lock, to the
 * place of the session file. If a process is frozen for too long, another one breaks its lock and removes the draft.
 * When the first one wakes up, its last step fails and it starts again, so it cannot overwrite newer changes.
 */

/** A lock is held for less than a millisecond. If it is older than this, its process was killed or is frozen. */
const STALE_LOCK_MS = 2_000;

/** On Windows, renaming a folder to an existing one fails with EPERM. */
const LOCKED = process.platform === 'win32' ? new Set([...NOT_EMPTY, 'EPERM']) : NOT_EMPTY;

/** @typedef {(session: StoredSession) => StoredSession} Change */

/**
 * Replaces the session in a folder with what `change` returns. The result is false if there is no session.
 *
 * @param {string} folder
 * @param {Change} change
 * @returns {Promise<boolean>}
 */
export async function updateSession(folder, change) {
  for (;;) {
    const updated = tryToUpdate(folder, change);
    if (updated !== undefined) return updated;
    await sleep(RETRY_MS);
  }
}

/**
 * Returns undefined if another process holds the lock, or broke it.
 *
 * @param {string} folder
 * @param {Change} change
 * @returns {boolean | undefined}
 */
function tryToUpdate(folder, change) {
  const name = randomName();
  const lock = join(folder, 'lock');
  let current = join(folder, name);
  let updated = false;
  if (!makeFolderIn(current)) return false;
  try {
    // The draft is created before the folder becomes the lock, so a lock that is held is never empty.
    writeFileSync(join(current, name), '', { flag: 'wx', mode: 0o600 });
    if (!tryToLock(current, lock)) return undefined;
    current = lock;
    const session = readSession(folder);
    if (!session) return false;
    fillDraft(join(lock, name), change(session));
    renameSync(join(lock, name), sessionFile(folder));
    updated = true;
    return true;
  } catch (error) {
    // The lock was broken, or the session was deleted. The next try finds out which.
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    if (!updated) rmSync(join(current, name), { force: true });
    removeIfEmpty(current);
  }
}

/**
 * Renames a folder to the name of the lock. This fails while another process holds the lock.
 *
 * @param {string} own
 * @param {string} lock
 * @returns {boolean}
 */
function tryToLock(own, lock) {
  try {
    renameSync(own, lock);
    return true;
  } catch (error) {
    if (!LOCKED.has(errorCode(error))) throw error;
  }
  const lockedAt = ignoreMissing(() => lstatSync(lock).mtimeMs) ?? Date.now();
  // If the time is in the future, the clock was set back.
  const isStale = Math.abs(Date.now() - lockedAt) > STALE_LOCK_MS;
  if (isStale) for (const draft of readdirSync(lock)) rmSync(join(lock, draft), { force: true });
  // An empty folder is no longer a lock.
  removeIfEmpty(lock);
  return false;
}

/**
 * Fails if the draft is gone, because the lock was broken.
 *
 * @param {string} path
 * @param {StoredSession} session
 */
function fillDraft(path, session) {
  const expires = new Date(expiryOf(session));
  writeFileSync(path, JSON.stringify(session), { flag: 'r+' });
  utimesSync(path, expires, expires);
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // It is gone, or another process holds the lock now. Neither is a problem.
  }
}
