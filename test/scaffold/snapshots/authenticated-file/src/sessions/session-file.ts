import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expiryOf, parseRecord, type StoredSession } from './session-store.ts';

/*
 * Files are read and written without waiting in between. That takes microseconds for a small file, where
 * asking the thread pool takes ten times as long, and it means that within one process nothing interleaves.
 * The time at which a session expires is its file's modification time: prolonging it does not rewrite the
 * file, and a sweep does not read it.
 */

/** A lock is held for less than a millisecond: one this old was left by a process that was killed. */
const STALE_LOCK_MS = 2_000;
const LOCK_RETRY_MS = 2;

/** Windows has no such numbers. */
const OUR_UID = process.getuid?.();

/** A session's file, and what may lie beside it while, or because, a process dies. */
export const SESSION_FILES = /^[0-9a-f]{64}(\.[0-9a-f]+\.new|\.lock|\.unreadable)?$/;

/** The record in a file, or undefined where there is none, it has expired, or the file is not one of ours. */
export function readRecord(path: string): StoredSession | undefined {
  const file = unlessMissing(() => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
  if (file === undefined) return undefined;
  try {
    const stats = fstatSync(file);
    if (isExpired(stats) || !isOurs(stats)) return undefined;
    const record = parseRecord(readFileSync(file, 'utf8'), stats.mtimeMs);
    // Set aside, a file that holds no session can be looked at, and is not read again.
    if (!record) unlessMissing(() => renameSync(path, `${path}.unreadable`));
    return record;
  } finally {
    closeSync(file);
  }
}

/** Whether a session's time is up: its file says so by its modification time. */
export function isExpired({ mtimeMs }: Stats): boolean {
  return mtimeMs <= Date.now();
}

/** Writes a file beside the old one and renames it, so that a reader finds the one or the other, whole. */
export function writeRecord(path: string, record: StoredSession): void {
  const expires = new Date(expiryOf(record));
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = createFile(draft);
  try {
    writeFileSync(file, JSON.stringify(record));
    futimesSync(file, expires, expires);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Does the work while no other process that shares the folder works on the same session. */
export async function withLock<T>(path: string, work: () => T): Promise<T> {
  const lock = `${path}.lock`;
  while (!takeLock(lock)) await pause(LOCK_RETRY_MS);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Creates a file that must not be there yet; makes the folder again if somebody removed it meanwhile. */
function createFile(path: string): number {
  const create = () => openSync(path, 'wx', 0o600);
  const file = unlessMissing(create);
  if (file !== undefined) return file;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return create();
}

/** Somebody else's file may say anything: whoever can write into the folder could make up a session. */
function isOurs({ uid }: Stats): boolean {
  return OUR_UID === undefined || uid === OUR_UID;
}

function takeLock(lock: string): boolean {
  try {
    closeSync(createFile(lock));
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const age = unlessMissing(() => Date.now() - lstatSync(lock).mtimeMs) ?? 0;
    // A lock from the future was made before the clock was set back.
    if (Math.abs(age) > STALE_LOCK_MS) rmSync(lock, { force: true });
    return false;
  }
}

/** The result, or undefined where there is no file of ours: another process removed it, or there is a link. */
export function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
