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
 * Writes files into a folder that is there and removes others from it: all of that or nothing, also where the process is
 * killed in the middle: the next one that writes there takes it back. Folders that are empty then go too.
 *
 * @param survey looks once more whether all is as it was planned for, when nobody else writes there any more; what it
 *   throws keeps anything from being written
 * @throws Failure `cannot-write`, `directory-not-empty` where another process writes there; the folder is then as it was
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
 * Into a folder that is there, files are moved one by one; the folder itself may be somebody's working directory.
 * Whoever else does so at the same time is refused.
 *
 * @param survey looks once more whether the folder may be written to, when nobody else can any more
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
  // Somebody may have been quicker, and have ended since we looked.
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
