import { closeSync, lstatSync, openSync, rmSync } from 'node:fs';
import { errorCode } from '../../failure.ts';
import { Patience } from './patience.ts';

/** As in generated sites: a lock is held for less than a millisecond, so one this old was left by a killed process. */
const STALE_LOCK_MS = 2_000;

/**
 * Does the work while no process of the site works on the same session: each of them takes this lock before it writes.
 *
 * @throws Failure `cannot-write` if somebody keeps the lock, or the signal's reason
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => T,
): Promise<T> {
  const lock = `${path}.lock`;
  const patience = new Patience(
    `Another process did not release the lock ${lock}. Stop that process, or remove the file if no process of the site runs; then try again.`,
    signal,
  );
  while (!takeLock(lock)) await patience.wait();
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
    // A lock with a time in the future was made before the clock was set back.
    if (Math.abs(Date.now() - made) > STALE_LOCK_MS) rmSync(lock, { force: true });
    return false;
  }
}
