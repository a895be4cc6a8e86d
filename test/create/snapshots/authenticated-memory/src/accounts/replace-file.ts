import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from './regular-file.ts';

/** A lock is held for a millisecond. One that is older than this was left by a process that was killed. */
const OLD_LOCK_MS = 10_000;

/** Somebody else has changed the file meanwhile, or does so now. */
export class BusyError extends Error {}

/**
 * Puts a text in the place of a file, whole and in one step. Owner and mode stay, and so does a link to the file.
 *
 * The new file lies in a folder, and to lock is to give that folder the lock's name. The last step moves the file out
 * of the lock: who has lost the lock meanwhile, having stood still for too long, has nothing left to move.
 *
 * @param isCurrent whether the file still is what the text was made from; asked when nobody else can replace it
 * @throws BusyError where it is not, or somebody else has the lock
 */
export function replaceFile(path: string, text: string, isCurrent: () => boolean): void {
  const target = targetOf(path);
  const name = randomName();
  const [folder, lock] = [`${target}.${name}`, `${target}.lock`];
  mkdirSync(folder, 0o700);
  try {
    writeDraft(join(folder, name), text, target);
    takeLock(folder, lock);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const draft = join(lock, name);
  try {
    if (!isCurrent()) throw new BusyError();
    renameSync(draft, target);
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? new BusyError() : error;
  } finally {
    rmSync(draft, { force: true });
    letGo(lock);
  }
}

/** The file that links lead to, if there are any: it can be replaced in its own folder, and the links stay. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    // A link may lead to where the file is yet to be made.
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path))) : path;
  }
}

function writeDraft(draft: string, text: string, target: string): void {
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    const old = statSync(target, { throwIfNoEntry: false });
    // Whoever runs the site has to be able to read what root made: it will be the owner of the folder.
    const owner = old ?? (process.getuid?.() === 0 ? statSync(dirname(target)) : undefined);
    const own = fstatSync(file);
    if (owner && (owner.uid !== own.uid || owner.gid !== own.gid)) {
      fchownSync(file, owner.uid, owner.gid);
    }
    if (old) fchmodSync(file, old.mode & 0o777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function takeLock(folder: string, lock: string): void {
  const held = lstatSync(lock, { throwIfNoEntry: false });
  if (held && Math.abs(Date.now() - held.mtimeMs) > OLD_LOCK_MS) breakLock(lock);
  try {
    // No folder takes the place of one that is full: of two that come at a time, one is refused.
    renameSync(folder, lock);
  } catch (error) {
    throw existsSync(lock) ? new BusyError() : error;
  }
}

/** Only one process can rename it, and only what it renamed is removed. */
function breakLock(lock: string): void {
  const broken = `${lock}.${randomName()}`;
  try {
    renameSync(lock, broken);
    rmSync(broken, { recursive: true });
  } catch {
    // Somebody else broke it, or a part of it belongs to root: it is out of the way.
  }
}

function letGo(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {
    // Somebody else broke it, and may have one of their own by now, which is not empty.
  }
}

function randomName(): string {
  return randomBytes(8).toString('hex');
}
