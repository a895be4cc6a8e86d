import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cannotWrite } from '../create/writing/write-errors.ts';

/**
 * Makes a temporary folder with empty folders in it, and removes it when the work is done.
 *
 * @throws Failure `cannot-write` if the folder cannot be made
 */
export async function withScratch<T>(
  names: readonly string[],
  work: (folders: string[]) => Promise<T>,
): Promise<T> {
  let root = '';
  try {
    root = mkdtempSync(join(tmpdir(), 'create-session-app-update-'));
    const folders = names.map((name) => join(root, name));
    for (const folder of folders) mkdirSync(folder);
    return await work(folders);
  } catch (error) {
    throw cannotWrite(tmpdir(), error);
  } finally {
    if (root) rmSync(root, { recursive: true, force: true });
  }
}
