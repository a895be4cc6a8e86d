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
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, unlessMissing } from './file-errors.js';
import { recordIn } from './session-record.js';
import { expiryOf } from './session-store.js';
import { makeFolder } from './store-folder.js';

/** @import { StoredSession } from './session-store.js' */

/*
 * Each session is a folder, and ends when its folder does. Only `createFolder` makes one, under a name that nobody
 * has yet. Whatever else is written goes into a folder that must be there: so a process that stood still in the
 * middle of a write, however long, and wakes up after the session has ended, has no place left to write to.
 */

/** A session's folder, and what may lie beside it: a draft of one, or one whose record holds no session. */
export const SESSION_FOLDERS = /^[0-9a-f]{64}(\.[0-9a-f]+\.new|\.unreadable)?$/;

/**
 * What Linux and other systems answer where a folder that should be empty is not.
 *
 * @type {Set<unknown>}
 */
export const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST']);

/** How long to wait, in milliseconds, before another try at what another process has prevented. */
export const RETRY_MS = 2;

/**
 * Makes the folder of a session, at once with its record: nobody finds it half made.
 *
 * @param {string} folder
 * @param {StoredSession} record
 */
export function createFolder(folder, record) {
  renameSync(draftFolder(folder, record), folder);
}

/**
 * Does all that it takes to store a session but for the last step, and takes it back.
 *
 * @param {string} folder
 */
export function tryToCreate(folder) {
  const record = { cookie: { originalMaxAge: null, expires: new Date() } };
  rmSync(draftFolder(folder, record), { recursive: true });
}

/**
 * Removes a session's folder for good, whoever is writing into it. It takes no room on the disk, so that people can sign
 * out when that is full. Answers whether there was a record in it.
 *
 * @param {string} folder
 * @returns {Promise<boolean>}
 */
export async function removeFolder(folder) {
  const removed = unlessMissing(() => {
    unlinkSync(recordIn(folder));
    return true;
  });
  // It is over only when the folder is gone: until then, somebody may still put a record back.
  while (!isRemoved(folder)) await pause(RETRY_MS);
  return removed ?? false;
}

/**
 * Makes a folder. False where the one that it would be in is not there.
 *
 * @param {string} folder
 * @returns {boolean}
 */
export function makeFolderIn(folder) {
  const made = unlessMissing(() => {
    mkdirSync(folder, 0o700);
    return true;
  });
  return made ?? false;
}

/**
 * A name that nobody else has.
 *
 * @returns {string}
 */
export function randomName() {
  return randomBytes(6).toString('hex');
}

/**
 * Removes a folder with all that is in it, unless somebody puts something into it meanwhile.
 *
 * @param {string} folder
 * @returns {boolean}
 */
function isRemoved(folder) {
  try {
    unlessMissing(() => rmdirSync(folder));
    return true;
  } catch (error) {
    if (!NOT_EMPTY.has(codeOf(error))) throw error;
  }
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (!NOT_EMPTY.has(codeOf(error))) throw error;
    return false;
  }
}

/**
 * Writes a folder beside the one that is meant, which a rename puts in its place.
 *
 * @param {string} folder
 * @param {StoredSession} record
 * @returns {string}
 */
function draftFolder(folder, record) {
  const draft = `${folder}.${randomName()}.new`;
  const expires = new Date(expiryOf(record));
  try {
    if (!makeFolderIn(draft)) {
      // Somebody has removed the folder that all sessions are in.
      makeFolder(draft);
    }
    writeFileSync(recordIn(draft), JSON.stringify(record), { flag: 'wx', mode: 0o600 });
    utimesSync(recordIn(draft), expires, expires);
    return draft;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}
