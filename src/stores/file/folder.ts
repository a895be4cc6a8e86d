import { rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../../failure.ts';

const RETRY_MS = 2;
const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST']);

/** The file that holds a session whose place in a store is a folder, as in generated sites. */
export function recordIn(folder: string): string {
  return `${folder}${sep}record`;
}

/**
 * Removes a session's folder, as generated sites do: nobody writes to a session whose folder is gone, however long ago
 * the write began. False where there was no session in it.
 */
export async function removeFolder(folder: string): Promise<boolean> {
  const removed = unlinkIfThere(recordIn(folder));
  // Until the folder is gone, somebody who is writing may still put a record back.
  while (!isRemoved(folder)) await pause(RETRY_MS);
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
