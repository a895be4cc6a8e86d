import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { fileDigest, movesIn, STAGING, stagingIn } from './moves.ts';

/*
 * Into an existing folder, a site is moved file by file, and the process may be killed in the middle. So until all is
 * done, one folder in there holds the files to be moved, the files that they replaced, and a list of the moves: with
 * these, the next process can undo them. There is only one folder of that name, so only one process writes at a time.
 */

/** The name of a folder in which files or a whole new site are made ready. Nobody else's files are ever in it. */
const DRAFT = /^\.create-session-app-(\d+)-[0-9a-z]+$/;

/**
 * Writing takes milliseconds. If it began this long ago, an ended process began it, and the id now belongs to another.
 */
const STALE_MS = 60_000;

/** What happens in a folder when a killed process's work is undone. */
export interface TakenBack {
  /** The files that are removed. */
  removed: ReadonlySet<string>;
  /** The folders that are removed, unless somebody has put something in there. */
  folders: readonly string[];
  /** The files that are put back. */
  restored: readonly string[];
}

/** A unique name for a draft. */
export function draftName(): string {
  return `.create-session-app-${process.pid}-${Date.now().toString(36)}`;
}

/** Marks a draft as the staging folder of this process. */
export function signDraft(draft: string): void {
  writeFileSync(join(draft, `owner-${process.pid}`), '');
}

/** Whether a name in a folder is one that we use for temporary files. */
export function isStagingName(name: string): boolean {
  return name === STAGING || DRAFT.test(name);
}

/** @throws Failure `directory-not-empty` if another process is writing into the folder */
export function checkNobodyWrites(directory: string): void {
  const { folder } = stagingIn(directory);
  if (isAtWork(ownerOf(folder), folder)) throw busy(directory);
}

/** Removes the drafts that killed processes left in a folder, if that is allowed. */
export function removeDrafts(directory: string): void {
  try {
    for (const name of readdirSync(directory)) {
      const [, pid] = DRAFT.exec(name) ?? [];
      const draft = join(directory, name);
      if (pid !== undefined && !isAtWork(Number(pid), draft)) {
        rmSync(draft, { recursive: true, force: true });
      }
    }
  } catch {
    // They do no harm.
  }
}

/** After this, nothing is undone any more. */
export function endStaging(directory: string): void {
  rmSync(join(stagingIn(directory).folder, 'moves.json'));
  discardStaging(directory);
}

/** Removes the staging folder, after it got a name that no other process uses. */
export function discardStaging(directory: string): void {
  const rest = join(directory, draftName());
  renameSync(stagingIn(directory).folder, rest);
  rmSync(rest, { recursive: true, force: true });
}

/** What `takeBackLeftovers` would undo. */
export function whatGoesBack(directory: string): TakenBack {
  const { old, fresh } = stagingIn(directory);
  const { files, folders } = movesIn(directory);
  const removed = files.filter(
    ({ path, digest }) => !existsSync(join(fresh, path)) && holds(join(directory, path), digest),
  );
  const restored = files.filter(({ path }) => existsSync(join(old, path)));
  return {
    removed: new Set(removed.map(({ path }) => path)),
    folders: folders.toReversed(),
    restored: restored.map(({ path }) => path),
  };
}

/**
 * Undoes what a killed process has moved: the files that it replaced come back, and the files that it wrote are
 * removed, unless somebody has changed them since.
 *
 * @throws Failure `directory-not-empty` if another process does this already; `cannot-write` if a replaced file cannot
 *   come back
 */
export function takeBackLeftovers(directory: string): void {
  const { folder, old } = stagingIn(directory);
  if (!existsSync(folder)) return;
  if (!claim(directory, folder)) return;
  const { removed, folders, restored } = whatGoesBack(directory);
  for (const path of removed) rmSync(join(directory, path));
  for (const path of restored) {
    const target = join(directory, path);
    if (existsSync(target)) {
      throw new Failure(
        'cannot-write',
        `A create-session-app that was killed had replaced ${target}, which has changed since. The file that was there before is ${join(old, path)}. Keep the one that you want, remove ${folder}, and try again.`,
      );
    }
    renameSync(join(old, path), target);
  }
  for (const made of folders) removeIfEmpty(join(directory, made));
  discardStaging(directory);
}

/**
 * Takes over what a killed process left.
 *
 * @throws Failure `directory-not-empty` if its owner runs, or another is faster
 */
function claim(directory: string, folder: string): boolean {
  checkNobodyWrites(directory);
  const owner = ownerOf(folder);
  // Its owner has just removed it.
  if (owner === undefined) return false;
  try {
    renameSync(join(folder, `owner-${owner}`), join(folder, `owner-${process.pid}`));
    return true;
  } catch {
    throw busy(directory);
  }
}

/** Another process writes into the same folder. */
export function busy(directory: string): Failure {
  return new Failure(
    'directory-not-empty',
    `Another create-session-app is writing to ${directory} at this moment. Nothing of this one was written. Choose another directory, or wait for that one to end.`,
  );
}

function ownerOf(folder: string): number | undefined {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const [owner] = names.flatMap((name) => /^owner-(\d+)$/.exec(name)?.[1] ?? []);
  return owner === undefined ? undefined : Number(owner);
}

function isAtWork(pid: number | undefined, place: string): boolean {
  if (pid === undefined || pid === process.pid || !isAlive(pid)) return false;
  const made = statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Math.abs(Date.now() - made) < STALE_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It belongs to another user, so we may not send it a signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function holds(path: string, digest: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && fileDigest(readFileSync(path)) === digest;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has put something in there.
  }
}
