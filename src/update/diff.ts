import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Git } from './git.ts';

/** A file before and after; undefined if it did not exist then. */
export interface FileChange {
  path: string;
  before: Buffer | undefined;
  after: Buffer | undefined;
}

/**
 * The changes as git shows them.
 *
 * @param git runs in `folder`
 * @param folder an empty folder
 */
export async function diffOf(
  changes: readonly FileChange[],
  git: Git,
  folder: string,
): Promise<string> {
  for (const side of ['a', 'b']) mkdirSync(join(folder, side));
  for (const { path, before, after } of changes) {
    writeIf(join(folder, 'a', path), before);
    writeIf(join(folder, 'b', path), after);
  }
  const options = ['--no-index', '--no-color', '--no-ext-diff', '--no-prefix', '--find-renames'];
  const { stdout } = await git(['diff', ...options, 'a', 'b']);
  return stdout.toString();
}

function writeIf(place: string, contents: Buffer | undefined): void {
  if (!contents) return;
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, contents);
}
