import { readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode } from '../../failure.ts';
import type { PlannedFile } from '../plan.ts';
import { PRIVATE } from '../record.ts';
import { moveInto } from './move-into.ts';
import {
  type FileToWrite,
  kindOf,
  makeFolders,
  parentsOf,
  stage,
  TAKEN,
  takeBack,
  type Undo,
} from './stage.ts';
import {
  checkNobodyWrites,
  draftName,
  isStagingName,
  removeDrafts,
  type TakenBack,
  whatGoesBack,
} from './staging.ts';
import { cannotWrite, justMade, notEmpty, obstacle } from './write-errors.ts';

/** What a folder may hold and still count as free: nobody's work, and no site has a file of that name. */
const HARMLESS =
  /^(\.git|\.gitattributes|\.hg|\.DS_Store|Thumbs\.db|desktop\.ini|\.idea|\.vscode|(licen[cs]e|copying)(\.\w+)?)$/i;

/** What is already at the place where a site should go. */
export interface Target {
  /** True if the folder holds nobody's work. */
  free: boolean;
  /** The files of the site that are there already, and would be replaced. */
  replaced: string[];
}

/**
 * Checks the place where a site should go; changes nothing.
 *
 * @throws Failure `directory-not-empty` if the folder holds something and `force` is not given; `obstacle` if there is
 *   something that the site's files cannot replace
 */
export function surveyTarget(
  directory: string,
  files: readonly PlannedFile[],
  force: boolean,
): Target {
  if (kindOf(directory) === undefined) return { free: true, replaced: [] };
  checkNobodyWrites(directory);
  // What a killed process left counts as if it were undone already.
  const gone = whatGoesBack(directory);
  const occupants = occupantsOf(directory, gone);
  if (occupants.length > 0 && !force) throw notEmpty(directory, occupants.sort());
  const replaced: string[] = [];
  for (const { path } of files) {
    for (const folder of parentsOf(path)) {
      if ((kindOf(join(directory, folder)) ?? 'folder') !== 'folder')
        throw obstacle(folder, 'folder');
    }
    const kind = kindOf(join(directory, path));
    if (kind === 'folder') throw obstacle(path, 'file');
    const goes = gone.removed.has(path) && !gone.restored.includes(path);
    if (kind === 'file' && !goes) replaced.push(path);
  }
  // They have appeared since the folder was read.
  if (replaced.length > 0 && !force) throw notEmpty(directory, occupantsOf(directory, gone).sort());
  return { free: occupants.length === 0, replaced };
}

/**
 * Writes files into a folder, all or none: they are staged on the same disk and then moved, and a move that fails is
 * undone. Nothing that was there is deleted; a file is replaced only with `force`.
 *
 * @throws Failure `directory-not-empty`, `obstacle` or `cannot-write`; the folder is then as it was
 */
export function writeSite(
  directory: string,
  files: readonly PlannedFile[],
  { force = false } = {},
): void {
  const survey = () => void surveyTarget(directory, files, force);
  survey();
  const written = files.map(withMode);
  const undo: Undo = [];
  try {
    if (kindOf(directory)) moveInto(directory, written, [], survey, undo);
    else moveAsNew(resolve(directory), written, undo);
  } catch (error) {
    takeBack(directory, undo);
    throw cannotWrite(directory, error);
  }
}

function withMode({ path, contents, executable }: PlannedFile): FileToWrite {
  return { path, contents, mode: PRIVATE.has(path) ? 0o600 : executable ? 0o755 : 0o644 };
}

/** A new folder appears whole, by one rename. */
function moveAsNew(directory: string, files: readonly FileToWrite[], undo: Undo): void {
  const parent = dirname(directory);
  makeFolders(parent, undo);
  removeDrafts(parent);
  const draft = join(parent, draftName());
  stage(draft, draft, files, undo);
  try {
    renameSync(draft, directory);
  } catch (error) {
    throw TAKEN.has(errorCode(error) ?? '') ? justMade(directory) : error;
  }
}

/** What is in a folder, and is neither harmless nor about to be removed. */
function occupantsOf(directory: string, { removed, folders, restored }: TakenBack): string[] {
  const goes = (path: string): boolean =>
    removed.has(path) ||
    (folders.includes(path) &&
      readFolder(join(directory, path)).every((name) => goes(`${path}/${name}`)));
  const names = readFolder(directory).filter(
    (name) => !HARMLESS.test(name) && !isStagingName(name) && !goes(name),
  );
  return [...new Set([...names, ...restored.map((path) => path.split('/')[0] ?? path)])];
}

function readFolder(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') throw obstacle(basename(directory), 'folder');
    throw cannotWrite(directory, error);
  }
}
