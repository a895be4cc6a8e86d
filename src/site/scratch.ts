import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { checkReachable } from '../network.ts';

const PREFIX = 'session-app-';

/** A file with the name of the machine: another one may have the same temporary files, and nobody here hears it. */
const HOST = 'host';

/** A younger folder may be one that somebody is about to use. */
const OLD_MS = 60 * 60 * 1000;

/** A private folder (mode 0700) for one run, and a function that removes it. */
export interface Scratch {
  path: string;
  remove(): void;
}

/**
 * Makes the folder. It is also removed if the process ends early. A process that was killed cannot do that, so what
 * such processes have left is removed, too.
 *
 * @throws Failure `cannot-write` if the system refuses
 */
export function makeScratch(): Scratch {
  const path = makeFolder(tmpdir());
  // Windows keeps a process's files open for a moment after its end.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  try {
    writeFileSync(join(path, HOST), hostname());
  } catch {
    // A disk is full: then nobody removes what is left here.
  }
  void removeLeft(tmpdir()).catch(() => {});
  return {
    path,
    remove() {
      process.off('exit', remove);
      remove();
    },
  };
}

function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, PREFIX));
  } catch (error) {
    throw new Failure(
      'cannot-write',
      `No folder can be made in ${parent} (${errorCode(error)}). Set TMPDIR to a folder that you may write to.`,
      { cause: error },
    );
  }
}

/** Removes the folders in `parent` that killed processes have left. */
export async function removeLeft(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (name.startsWith(PREFIX) && (await isLeft(path).catch(() => false))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** Whether a folder is ours, and has sockets, on none of which anybody listens: so its process has ended. */
async function isLeft(path: string): Promise<boolean> {
  const { uid, mode, mtimeMs } = await lstat(path);
  if (uid !== process.getuid?.() || mode & 0o077 || Date.now() - mtimeMs < OLD_MS) return false;
  if ((await readFile(join(path, HOST), 'utf8')) !== hostname()) return false;
  const sockets = (await readdir(path)).filter((name) => name.endsWith('.sock'));
  const codes = await Promise.all(
    sockets.map((name) => checkReachable({ path: join(path, name) }).then(() => '', errorCode)),
  );
  return codes.length > 0 && codes.every((code) => code === 'ECONNREFUSED');
}
