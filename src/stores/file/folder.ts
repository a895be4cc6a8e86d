import { rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { errorCode } from '../../failure.ts';
import { Patience } from './patience.ts';

const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST']);

/** The session's file in the folder of a session, as in generated sites. */
export function recordFile(folder: string): string {
  return `${folder}${sep}record`;
}

/**
 * Removes a session's folder, as generated sites do: without the folder, nobody can write to the session, even if the
 * write began before. False if there was no session in it.
 *
 * @throws Failure `cannot-write` if somebody fills the folder again and again, or the signal's reason
 */
export async function removeFolder(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const removed = unlinkIfThere(recordFile(folder));
  // Until the folder is gone, a running write may still put a record back.
  const patience = new Patience(
    `Another process kept writing files to ${folder}. Stop that process, and try again.`,
    signal,
  );
  while (!isRemoved(folder)) await patience.wait();
  return removed;
}

function unlinkIfThere(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return false;
  }
}

function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    if (!NOT_EMPTY.has(errorCode(error) ?? '')) throw error;
  }
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (!NOT_EMPTY.has(errorCode(error) ?? '')) throw error;
    return false;
  }
}
