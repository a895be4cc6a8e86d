import {
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { noteMoves, stagingIn } from './moves.ts';
import type { PlannedFile } from './plan.ts';
import {
  busy,
  checkNobodyWrites,
  discardStaging,
  draftName,
  endStaging,
  isOurs,
  removeDrafts,
  signDraft,
  type TakenBack,
  takeBackLeftovers,
  whatGoesBack,
} from './staging.ts';
import { cannotWrite, justMade, notEmpty, obstacle } from './write-errors.ts';

/** What a folder may hold and still count as free: none of it is anyone's work, and no site has a file of that name. */
const HARMLESS =
  /^(\.git|\.gitattributes|\.hg|\.DS_Store|Thumbs\.db|desktop\.ini|\.idea|\.vscode|(licen[cs]e|copying)(\.\w+)?)$/i;

/** What only its owner should read. */
const PRIVATE = new Set(['.env']);

/** How the system says that a folder has something in it. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST']);

/** Steps that take back what was done, in the order in which it was done. */
type Undo = Array<() => void>;

/** What already lies where a site should go. */
export interface Target {
  /** True where the folder holds nothing that is anyone's work. */
  free: boolean;
  /** Those of the site's files that are there already, and would be replaced. */
  replaced: string[];
}

/**
 * Looks at the place where a site should go; changes nothing.
 *
 * @throws Failure `directory-not-empty` where the folder holds something and `force` is not given; `obstacle` where
 *   something lies there that the site's files cannot replace
 */
export function surveyTarget(
  directory: string,
  files: readonly PlannedFile[],
  force: boolean,
): Target {
  if (kindOf(directory) === undefined) return { free: true, replaced: [] };
  checkNobodyWrites(directory);
  // What a killed process left in there counts as if it were taken back already.
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
  return { free: occupants.length === 0, replaced };
}

/**
 * Writes files into a folder, all or none: they are staged on the same disk and then moved, and a move that
 * fails is undone. Nothing that was there is deleted; a file is replaced only with `force`.
 *
 * @throws Failure `directory-not-empty`, `obstacle` or `cannot-write`; the folder is then as it was
 */
export function writeSite(directory: string, files: readonly PlannedFile[], force: boolean): void {
  surveyTarget(directory, files, force);
  const undo: Undo = [];
  try {
    if (kindOf(directory)) moveInto(directory, files, force, undo);
    else moveAsNew(resolve(directory), files, undo);
  } catch (error) {
    takeBack(directory, undo);
    throw cannotWrite(directory, error);
  }
}

/** A folder that is not there yet appears whole, by one rename. */
function moveAsNew(directory: string, files: readonly PlannedFile[], undo: Undo): void {
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

/**
 * Into a folder that is there, files are moved one by one; the folder itself may be somebody's working directory.
 * Whoever else does so at the same time is refused.
 */
function moveInto(
  directory: string,
  files: readonly PlannedFile[],
  force: boolean,
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
  surveyTarget(directory, files, force);
  noteMoves(directory, files, missingFolders(directory, files));
  for (const { path } of files) {
    const target = join(directory, path);
    makeFolders(dirname(target), undo);
    if (kindOf(target)) {
      const kept = join(old, path);
      mkdirSync(dirname(kept), { recursive: true });
      renameSync(target, kept);
      undo.push(() => renameSync(kept, target));
    }
    renameSync(join(fresh, path), target);
    undo.push(() => renameSync(target, join(fresh, path)));
  }
  endStaging(directory);
}

/** Makes files ready in `place`, which is the draft or lies in it. */
function stage(draft: string, place: string, files: readonly PlannedFile[], undo: Undo): void {
  mkdirSync(draft);
  undo.push(() => rmSync(draft, { recursive: true, force: true }));
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    mkdirSync(join(place, folder), { recursive: true });
  }
  for (const { path, contents, executable } of files) {
    writeFileSync(join(place, path), contents, {
      mode: PRIVATE.has(path) ? 0o600 : executable ? 0o755 : 0o644,
    });
  }
}

function missingFolders(directory: string, files: readonly PlannedFile[]): string[] {
  const folders = new Set(files.flatMap(({ path }) => parentsOf(path)));
  return [...folders].filter((folder) => !kindOf(join(directory, folder)));
}

function takeBack(directory: string, undo: Undo): void {
  try {
    for (const step of undo.reverse()) step();
  } catch (error) {
    throw new Failure(
      'cannot-write',
      `Writing to ${directory} failed, and could not be undone. Look for what is missing in the .create-session-app-* folder there.`,
      { cause: error },
    );
  }
}

function makeFolders(folder: string, undo: Undo): void {
  if (kindOf(folder)) return;
  makeFolders(dirname(folder), undo);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process has just made it, for a site of its own.
    if (errorCode(error) === 'EEXIST') return;
    throw error;
  }
  undo.push(() => removeUnlessUsed(folder));
}

/** Another process may have put a site of its own in there. */
function removeUnlessUsed(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!TAKEN.has(errorCode(error) ?? '')) throw error;
  }
}

/** What lies in a folder, and is neither harmless nor about to go. */
function occupantsOf(directory: string, { removed, folders, restored }: TakenBack): string[] {
  const goes = (path: string): boolean =>
    removed.has(path) ||
    (folders.includes(path) &&
      readFolder(join(directory, path)).every((name) => goes(`${path}/${name}`)));
  const names = readFolder(directory).filter(
    (name) => !HARMLESS.test(name) && !isOurs(name) && !goes(name),
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

function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function kindOf(path: string): 'folder' | 'file' | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats && (stats.isDirectory() ? 'folder' : 'file');
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw cannotWrite(path, error);
  }
}
