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
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, unlessMissing } from './file-errors.ts';
import { makeFolderIn, NOT_EMPTY, RETRY_MS, randomName } from './session-folder.ts';
import { readRecord, recordIn } from './session-record.ts';
import { expiryOf, type StoredSession } from './session-store.ts';

/*
 * Processes that change one session take turns: whoever's draft lies in the session's folder `lock` may write. To take
 * the draft out of there, into the record's place, is the last step, and needs the lock as it was taken. So it does no
 * harm to break the lock of a process that stands still: should it wake up, its last step fails, and it starts again.
 */

/** A lock is held for less than a millisecond: one this old was left by a process that was killed, or stands still. */
const STALE_LOCK_MS = 2_000;

/** Windows replaces no folder by another one, and calls that a question of rights. */
const LOCKED = process.platform === 'win32' ? new Set<unknown>([...NOT_EMPTY, 'EPERM']) : NOT_EMPTY;

type Change = (record: StoredSession) => StoredSession;

/** Replaces the record in a folder by what `change` makes of it; false where there is none. */
export async function updateRecord(folder: string, change: Change): Promise<boolean> {
  for (;;) {
    const updated = tryToUpdate(folder, change);
    if (updated !== undefined) return updated;
    await pause(RETRY_MS);
  }
}

/** One try. Undefined where another process has the lock, or took it away. */
function tryToUpdate(folder: string, change: Change): boolean | undefined {
  const name = randomName();
  const lock = join(folder, 'lock');
  let place = join(folder, name);
  let updated = false;
  if (!makeFolderIn(place)) return false;
  try {
    // A lock is never empty while it is held, as the draft is there before the lock is.
    writeFileSync(join(place, name), '', { flag: 'wx', mode: 0o600 });
    if (!takeLock(place, lock)) return undefined;
    place = lock;
    const record = readRecord(folder);
    if (!record) return false;
    fillDraft(join(lock, name), change(record));
    renameSync(join(lock, name), recordIn(folder));
    updated = true;
    return true;
  } catch (error) {
    // The lock was lost, or the session has ended: the next try will tell.
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    if (!updated) rmSync(join(place, name), { force: true });
    removeIfEmpty(place);
  }
}

/** Puts a folder in the place of the lock, unless there is one that is held. */
function takeLock(own: string, lock: string): boolean {
  try {
    renameSync(own, lock);
    return true;
  } catch (error) {
    if (!LOCKED.has(codeOf(error))) throw error;
  }
  const taken = unlessMissing(() => lstatSync(lock).mtimeMs) ?? Date.now();
  // A lock from the future was made before the clock was set back.
  const isStale = Math.abs(Date.now() - taken) > STALE_LOCK_MS;
  if (isStale) for (const draft of readdirSync(lock)) rmSync(join(lock, draft), { force: true });
  // What is left of a lock that was held is an empty folder.
  removeIfEmpty(lock);
  return false;
}

/** Writes to a file that must be there already. */
function fillDraft(path: string, record: StoredSession): void {
  const expires = new Date(expiryOf(record));
  writeFileSync(path, JSON.stringify(record), { flag: 'r+' });
  utimesSync(path, expires, expires);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has the lock by now, or it is gone: both are well.
  }
}
