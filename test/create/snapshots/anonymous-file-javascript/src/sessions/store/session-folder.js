import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, ignoreMissing, wasFound } from './file-errors.js';
import { sessionFile } from './session-file.js';
import { expiryOf } from './session-store.js';
import { makeFolder } from './store-folder.js';

/** @import { StoredSession } from './session-store.js' */

/*
 * Each session has a folder, and ends when the folder is removed. Only `createFolder` creates one, for a new session.
 * All other writes need the folder to exist. So a process that is frozen during a write, and wakes up after the
 * session has ended, cannot bring it back.
 */

/** The folder of a session, a draft of one, or one that was moved aside because its session cannot be parsed. */
export const SESSION_FOLDER = /^[0-9a-f]{64}(\.[0-9a-f]+\.new|\.unreadable)?$/;

/**
 * The codes for a folder that is not empty. They differ between systems.
 *
 * @type {Set<unknown>}
 */
export const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST']);

/** How long to wait before trying again what another process has prevented. */
export const RETRY_MS = 2;

/**
 * Creates the folder of a session, together with the session: no other process can see it half finished.
 *
 * @param {string} folder
 * @param {StoredSession} session
 */
export function createFolder(folder, session) {
  renameSync(writeDraft(folder, session), folder);
}

/**
 * Does everything that creating a session takes, except for the last step, then removes it again.
 *
 * @param {string} folder
 */
export function checkCanCreate(folder) {
  const session = { cookie: { originalMaxAge: null, expires: new Date() } };
  rmSync(writeDraft(folder, session), { recursive: true });
}

/**
 * Removes the folder of a session for good, even if other processes are writing to it. This works on a full disk, so
 * people can always sign out. The result is whether there was a session.
 *
 * @param {string} folder
 * @returns {Promise<boolean>}
 */
export async function removeFolder(folder) {
  const removed = wasFound(() => unlinkSync(sessionFile(folder)));
  // Until the folder is gone, another process can still put a session file back.
  while (!tryToRemove(folder)) await sleep(RETRY_MS);
  return removed;
}

/**
 * Creates a folder. The result is false if its parent does not exist.
 *
 * @param {string} folder
 * @returns {boolean}
 */
export function makeFolderIn(folder) {
  return wasFound(() => mkdirSync(folder, 0o700));
}

export function randomName() {
  return randomBytes(6).toString('hex');
}

/**
 * The result is false if another process has put something into the folder meanwhile.
 *
 * @param {string} folder
 * @returns {boolean}
 */
function tryToRemove(folder) {
  try {
    ignoreMissing(() => rmdirSync(folder));
    return true;
  } catch (error) {
    if (!NOT_EMPTY.has(errorCode(error))) throw error;
  }
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (!NOT_EMPTY.has(errorCode(error))) throw error;
    return false;
  }
}

/**
 * Writes a session to a folder with another name. Renaming that folder creates the session.
 *
 * @param {string} folder
 * @param {StoredSession} session
 * @returns {string}
 */
function writeDraft(folder, session) {
  const draft = `${folder}.${randomName()}.new`;
  const expires = new Date(expiryOf(session));
  try {
    if (!makeFolderIn(draft)) {
      // Somebody has removed the folder that holds all sessions.
      makeFolder(draft);
    }
    writeFileSync(sessionFile(draft), JSON.stringify(session), { flag: 'wx', mode: 0o600 });
    utimesSync(sessionFile(draft), expires, expires);
    return draft;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}
