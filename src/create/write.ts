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
import type { PlannedFile } from './plan.ts';

/** What a folder may hold and still count as free: none of it is anyone's work, and no site has a file of that name. */
const HARMLESS =
  /^(\.git|\.gitattributes|\.hg|\.DS_Store|Thumbs\.db|desktop\.ini|\.idea|\.vscode|(licen[cs]e|copying)(\.\w+)?)$/i;

/** What only its owner should read. */
const PRIVATE = new Set(['.env']);

/** So many names tell enough of a full folder. */
const MOST_SHOWN = 8;

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
  const occupants = readFolder(directory).filter((name) => !HARMLESS.test(name));
  if (occupants.length > 0 && !force) throw notEmpty(directory, occupants.sort());
  const replaced: string[] = [];
  for (const { path } of files) {
    for (const folder of parentsOf(path)) {
      if ((kindOf(join(directory, folder)) ?? 'folder') !== 'folder')
        throw obstacle(folder, 'folder');
    }
    const kind = kindOf(join(directory, path));
    if (kind === 'folder') throw obstacle(path, 'file');
    if (kind === 'file') replaced.push(path);
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
    if (kindOf(directory)) moveInto(directory, files, undo);
    else moveAsNew(resolve(directory), files, undo);
  } catch (error) {
    takeBack(directory, undo);
    throw cannotWrite(directory, error);
  }
}

/** A folder that is not there yet appears whole, by one rename. */
function moveAsNew(directory: string, files: readonly PlannedFile[], undo: Undo): void {
  makeFolders(dirname(directory), undo);
  const staging = stage(dirname(directory), files, undo);
  renameSync(staging, directory);
}

/** Into a folder that is there, files are moved one by one; the folder itself may be somebody's working directory. */
function moveInto(directory: string, files: readonly PlannedFile[], undo: Undo): void {
  const staging = stage(directory, files, undo);
  for (const { path } of files) {
    const target = join(directory, path);
    makeFolders(dirname(target), undo);
    if (kindOf(target)) {
      const kept = join(staging, `${path}.replaced`);
      renameSync(target, kept);
      undo.push(() => renameSync(kept, target));
    }
    renameSync(join(staging, path), target);
    undo.push(() => renameSync(target, join(staging, path)));
  }
  rmSync(staging, { recursive: true });
}

function stage(parent: string, files: readonly PlannedFile[], undo: Undo): string {
  const staging = join(parent, `.create-session-app-${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(staging);
  undo.push(() => rmSync(staging, { recursive: true }));
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    mkdirSync(join(staging, folder), { recursive: true });
  }
  for (const { path, contents, executable } of files) {
    writeFileSync(join(staging, path), contents, {
      mode: PRIVATE.has(path) ? 0o600 : executable ? 0o755 : 0o644,
    });
  }
  return staging;
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
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
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

function notEmpty(directory: string, occupants: string[]): Failure {
  const shown = occupants.slice(0, MOST_SHOWN).join(', ');
  const more = occupants.length > MOST_SHOWN ? ` and ${occupants.length - MOST_SHOWN} more` : '';
  return new Failure(
    'directory-not-empty',
    `${directory} is not empty: it holds ${shown}${more}. Choose another directory, or use --force to write the site's files into this one.`,
  );
}

function obstacle(path: string, wanted: 'file' | 'folder'): Failure {
  return new Failure(
    'obstacle',
    `The site needs a ${wanted} at ${path}, where there is something else. Move that away, or choose another directory.`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'a file would be larger than allowed',
  ENOENT: 'the folder above it cannot be created, or is a broken link',
  ENOTDIR: 'a part of the path is not a folder',
  ENAMETOOLONG: 'the path is too long',
};

function cannotWrite(directory: string, error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof Failure || code === undefined) return error;
  return new Failure(
    'cannot-write',
    `Cannot write to ${directory}: ${REASONS[code] ?? 'the system refused'} (${code}). Nothing was changed.`,
    { cause: error },
  );
}
