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
 * A site goes into a folder that is there file by file, and a process may be killed in the middle. So what is to be
 * moved lies in one folder in there until all is done, with what was replaced, and a list of what was moved: whoever
 * comes next takes it back by that. As there is only one folder of that name, only one process writes at a time.
 */

/** The name under which such a folder, or a whole new site, is made ready. Nothing of anybody else's is ever in it. */
const DRAFT = /^\.create-session-app-(\d+)-[0-9a-z]+$/;

/** What takes milliseconds, and was begun so long ago, was begun by another process that had the same number. */
const STALE_MS = 60_000;

/** What becomes of a folder when a killed process's work is taken back. */
export interface TakenBack {
  /** The files that go. */
  removed: ReadonlySet<string>;
  /** The folders that go, unless somebody has put something in there. */
  folders: readonly string[];
  /** The files that come back. */
  restored: readonly string[];
}

/** A name for a draft, which nobody else has. */
export function draftName(): string {
  return `.create-session-app-${process.pid}-${Date.now().toString(36)}`;
}

/** What marks a draft as the staging folder of this process. */
export function signDraft(draft: string): void {
  writeFileSync(join(draft, `owner-${process.pid}`), '');
}

/** Whether a name in a folder is one that we give to what is there in passing. */
export function isStagingName(name: string): boolean {
  return name === STAGING || DRAFT.test(name);
}

/** @throws Failure `directory-not-empty` where another process writes into the folder at this moment */
export function checkNobodyWrites(directory: string): void {
  const { folder } = stagingIn(directory);
  if (isAtWork(ownerOf(folder), folder)) throw busy(directory);
}

/** Removes the drafts that killed processes left in a folder, as far as that is allowed. */
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
    // They are in nobody's way.
  }
}

/** From now on, all is done: nothing is taken back any more. */
export function endStaging(directory: string): void {
  rmSync(join(stagingIn(directory).folder, 'moves.json'));
  discardStaging(directory);
}

/** Removes the staging folder, under a name that nobody else takes in the meantime. */
export function discardStaging(directory: string): void {
  const rest = join(directory, draftName());
  renameSync(stagingIn(directory).folder, rest);
  rmSync(rest, { recursive: true, force: true });
}

/** What `takeBackLeftovers` would do. */
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
 * Takes back what a killed process has moved: what it replaced returns, and what it wrote goes, unless somebody has
 * changed that since.
 *
 * @throws Failure `directory-not-empty` where another process is at it; `cannot-write` where what was replaced cannot
 *   return
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

/** Takes over what a killed process left. @throws Failure `directory-not-empty` where its owner is at work, or somebody else was quicker */
function claim(directory: string, folder: string): boolean {
  checkNobodyWrites(directory);
  const owner = ownerOf(folder);
  // Its owner has just taken it away.
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
    // It belongs to somebody else, who may not be asked.
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
