import { chmodSync, lstatSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';
import { cannotWrite } from './write-errors.ts';

/** A file to be written. */
export interface FileToWrite {
  /** Relative to the site's directory, with forward slashes. */
  path: string;
  contents: string | Uint8Array;
  /** Its permissions, before the process's umask is applied. */
  mode: number;
  /** True if the umask must not be applied, because the permissions are those of an existing file. */
  exactMode?: boolean;
}

/** Steps that undo what was done, in the order in which it was done. */
export type Undo = Array<() => void>;

/** The error codes for a folder that is not empty. */
export const TAKEN: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST']);

/** Writes the files into `place`, which is the draft or a folder in it. */
export function stage(
  draft: string,
  place: string,
  files: readonly FileToWrite[],
  undo: Undo,
): void {
  mkdirSync(draft);
  undo.push(() => rmSync(draft, { recursive: true, force: true }));
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    mkdirSync(join(place, folder), { recursive: true });
  }
  for (const { path, contents, mode, exactMode } of files) {
    writeFileSync(join(place, path), contents, { mode });
    if (exactMode) chmodSync(join(place, path), mode);
  }
}

/** Runs the steps, the last one first. @throws Failure `cannot-write` if one of them fails */
export function takeBack(directory: string, undo: Undo): void {
  try {
    for (const step of undo.reverse()) step();
  } catch (error) {
    throw new Failure(
      'cannot-write',
      `Writing to ${directory} failed, and could not be undone. Look for missing files in the .create-session-app-* folder there.`,
      { cause: error },
    );
  }
}

/** Makes a folder and its parents. */
export function makeFolders(folder: string, undo: Undo): void {
  if (kindOf(folder)) return;
  makeFolders(dirname(folder), undo);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process has just made it, for its own site.
    if (errorCode(error) === 'EEXIST') return;
    throw error;
  }
  undo.push(() => removeUnlessUsed(folder));
}

/** Another process may have put its own site in there. */
export function removeUnlessUsed(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!TAKEN.has(errorCode(error) ?? '')) throw error;
  }
}

/** The folders of a path; parents come first. */
export function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** What is at a path; a link is a file, wherever it leads. */
export function kindOf(path: string): 'folder' | 'file' | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats && (stats.isDirectory() ? 'folder' : 'file');
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw cannotWrite(path, error);
  }
}
