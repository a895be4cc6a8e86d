import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { noteMoves, stagingIn } from './moves.ts';
import {
  type FileToWrite,
  kindOf,
  makeFolders,
  parentsOf,
  removeUnlessUsed,
  stage,
  takeBack,
  type Undo,
} from './stage.ts';
import {
  busy,
  discardStaging,
  draftName,
  endStaging,
  removeDrafts,
  signDraft,
  takeBackLeftovers,
} from './staging.ts';
import { cannotWrite } from './write-errors.ts';

/**
 * Writes files into an existing folder and removes others from it: all of that or nothing. If the process is killed in
 * the middle, the next one that writes there undoes it. Folders that become empty are removed too.
 *
 * @param survey checks again that nothing has changed since the plan was made, when no other process can write there;
 *   if it throws, nothing is written
 * @throws Failure `cannot-write`, `directory-not-empty` if another process writes there; the folder is then as it was
 */
export function replaceIn(
  directory: string,
  files: readonly FileToWrite[],
  removed: readonly string[],
  survey: () => void,
): void {
  const undo: Undo = [];
  try {
    moveInto(directory, files, removed, survey, undo);
  } catch (error) {
    takeBack(directory, undo);
    throw cannotWrite(directory, error);
  }
  const emptied = new Set(removed.flatMap(parentsOf));
  for (const folder of [...emptied].sort().reverse()) removeUnlessUsed(join(directory, folder));
}

/**
 * Moves files one by one into an existing folder: the folder itself may be somebody's working directory.
 * Another process that does so at the same time is refused.
 *
 * @param survey checks again whether the folder may be written to, when no other process can write there
 */
export function moveInto(
  directory: string,
  files: readonly FileToWrite[],
  removed: readonly string[],
  survey: () => void,
  undo: Undo,
): void {
  removeDrafts(directory);
  takeBackLeftovers(directory);
  const draft = join(directory, draftName());
  stage(draft, join(draft, 'new'), files, undo);
  signDraft(draft);
  const { folder, fresh, old } = stagingIn(directory);
  try {
    renameSync(draft, folder);
  } catch (error) {
    throw kindOf(folder) ? busy(directory) : error;
  }
  undo.push(() => discardStaging(directory));
  // Another process may have been faster, and have ended since we looked.
  survey();
  noteMoves(directory, files, removed, missingFolders(directory, files));
  const setAside = (path: string) => {
    const target = join(directory, path);
    const kept = join(old, path);
    mkdirSync(dirname(kept), { recursive: true });
    renameSync(target, kept);
    undo.push(() => renameSync(kept, target));
  };
  for (const path of removed) setAside(path);
  for (const { path } of files) {
    const target = join(directory, path);
    makeFolders(dirname(target), undo);
    if (kindOf(target)) setAside(path);
    renameSync(join(fresh, path), target);
    undo.push(() => renameSync(target, join(fresh, path)));
  }
  endStaging(directory);
}

function missingFolders(directory: string, files: readonly FileToWrite[]): string[] {
  const folders = new Set(files.flatMap(({ path }) => parentsOf(path)));
  return [...folders].filter((folder) => !kindOf(join(directory, folder)));
}
