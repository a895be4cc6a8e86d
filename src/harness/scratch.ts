import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private folder (mode 0700) for one run, and the way to be rid of it. */
export interface Scratch {
  path: string;
  remove(): void;
}

/** Makes the folder. It goes even if the process ends in the middle. */
export function makeScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'session-app-'));
  // Windows keeps the files of a process for a moment after its end.
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
