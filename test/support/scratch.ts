import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder, outside every repository. */
export function makeFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'create-session-app-')));
}

/** An empty folder that goes when the running test ends. */
export function scratchFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
