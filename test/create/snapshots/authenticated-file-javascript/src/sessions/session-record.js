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
import { unlessMissing } from './file-errors.js';
import { parseRecord } from './session-store.js';

/**
 * @import { Stats } from 'node:fs'
 * @import { StoredSession } from './session-store.js'
 */

/*
 * Files are read and written without waiting in between. That takes microseconds for a small file, where
 * asking the thread pool takes ten times as long, and it means that within one process nothing interleaves.
 * The time at which a session expires is its record's modification time: prolonging it does not rewrite the
 * record, and a sweep does not read it.
 */

/** A link may lead anywhere, and to open a pipe would wait for somebody to write to it. */
const HOW_TO_OPEN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Windows has no such numbers. */
const OUR_UID = process.getuid?.();

/**
 * The file that holds what a session's folder is about.
 *
 * @param {string} folder
 * @returns {string}
 */
export function recordIn(folder) {
  return join(folder, 'record');
}

/**
 * The record in a folder, or undefined where there is none, it has expired, or it is not one of ours.
 *
 * @param {string} folder
 * @returns {StoredSession | undefined}
 */
export function readRecord(folder) {
  const file = unlessMissing(() => openSync(recordIn(folder), HOW_TO_OPEN));
  if (file === undefined) return undefined;
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOurs(stats) || isExpired(stats)) return undefined;
    const bytes = Buffer.allocUnsafe(stats.size);
    const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, stats.size, 0));
    const record = parseRecord(text, stats.mtimeMs);
    // Set aside, a record that holds no session can be looked at, and is not read again.
    if (!record) unlessMissing(() => renameSync(folder, `${folder}.unreadable`));
    return record;
  } finally {
    closeSync(file);
  }
}

/**
 * Moves the time at which the record in a folder expires, unless that is past.
 *
 * @param {string} folder
 * @param {Date} expires
 */
export function extendRecord(folder, expires) {
  unlessMissing(() => {
    const path = recordIn(folder);
    if (!isExpired(lstatSync(path))) utimesSync(path, expires, expires);
  });
}

/**
 * Somebody else's file may say anything: whoever can write into the folder could make up a session.
 *
 * @param {Stats} stats
 * @returns {boolean}
 */
export function isOurs({ uid }) {
  return OUR_UID === undefined || uid === OUR_UID;
}

function isExpired({ mtimeMs }) {
  return mtimeMs <= Date.now();
}
