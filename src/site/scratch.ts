import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';

/** A private folder (mode 0700) for one run, and a function that removes it. */
export interface Scratch {
  path: string;
  remove(): void;
}

/**
 * Makes the folder. It is also removed if the process ends early.
 *
 * @throws Failure `cannot-write` if the system refuses
 */
export function makeScratch(): Scratch {
  const path = makeFolder(tmpdir());
  // Windows keeps a process's files open for a moment after its end.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
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
    return mkdtempSync(join(parent, 'session-app-'));
  } catch (error) {
    throw new Failure(
      'cannot-write',
      `No folder can be made in ${parent} (${errorCode(error)}). Set TMPDIR to a folder that you may write to.`,
      { cause: error },
    );
  }
}
