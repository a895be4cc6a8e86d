import { closeSync, lstatSync, openSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../../failure.ts';

/** As generated sites have it: a lock is held for less than a millisecond; one this old was left by a process that was killed. */
const STALE_LOCK_MS = 2_000;
const LOCK_RETRY_MS = 2;

/** Does the work while no process of the site works on the same session: they all take this lock before they write. */
export async function withLock<T>(path: string, work: () => T): Promise<T> {
  const lock = `${path}.lock`;
  while (!takeLock(lock)) await pause(LOCK_RETRY_MS);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    const made = lstatSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    // A lock from the future was made before the clock was set back.
    if (Math.abs(Date.now() - made) > STALE_LOCK_MS) rmSync(lock, { force: true });
    return false;
  }
}
