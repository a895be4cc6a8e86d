import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { ignoreMissing } from './file-errors.js';
import { parseSession } from './session-store.js';

/**
 * @import { Stats } from 'node:fs'
 * @import { StoredSession } from './session-store.js'
 */

/*
 * All reads and writes are synchronous. For a small file that takes microseconds, ten times less than the thread pool
 * would need. It also means that within one process, nothing can happen between a read and a write.
 *
 * The modification time of the file is when the session expires. Extending a session therefore does not rewrite the
 * file, and a sweep does not read it.
 */

/** Does not follow links, which could lead anywhere, and does not wait for somebody to write to a pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Undefined on Windows. */
const OWN_UID = process.getuid?.();

/**
 * The file with the session, in the session's folder.
 *
 * @param {string} folder
 * @returns {string}
 */
export function sessionFile(folder) {
  return join(folder, 'record');
}

/**
 * Reads the session in a folder. Undefined if there is none, if it has expired, or if the file is not ours.
 *
 * @param {string} folder
 * @returns {StoredSession | undefined}
 */
export function readSession(folder) {
  const file = readOwnFile(sessionFile(folder));
  if (!file || isExpired(file.stats)) return undefined;
  const session = parseSession(file.text, file.stats.mtimeMs);
  // A damaged session is moved aside. It is not read again, and somebody can look at it.
  if (!session) ignoreMissing(() => renameSync(folder, `${folder}.unreadable`));
  return session;
}

/**
 * Reads a file that this process's own user has written. Undefined if there is none.
 *
 * @param {string} path
 * @returns {{ text: string, stats: Stats } | undefined}
 */
export function readOwnFile(path) {
  const file = ignoreMissing(() => openSync(path, OPEN_FLAGS));
  if (file === undefined) return undefined;
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOwnFile(stats)) return undefined;
    const bytes = Buffer.allocUnsafe(stats.size);
    return { text: bytes.toString('utf8', 0, readSync(file, bytes, 0, stats.size, 0)), stats };
  } finally {
    closeSync(file);
  }
}

/**
 * Changes when the session in a folder expires. Does nothing if it has expired already.
 *
 * @param {string} folder
 * @param {Date} expires
 */
export function extendSession(folder, expires) {
  ignoreMissing(() => {
    const path = sessionFile(folder);
    if (!isExpired(lstatSync(path))) utimesSync(path, expires, expires);
  });
}

/**
 * A file of another user is ignored: anyone who can write to the folder could otherwise make up a session.
 *
 * @param {Stats} stats
 * @returns {boolean}
 */
export function isOwnFile({ uid }) {
  return OWN_UID === undefined || uid === OWN_UID;
}

function isExpired({ mtimeMs }) {
  return mtimeMs <= Date.now();
}
