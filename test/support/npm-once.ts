import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { findProgram } from './programs.ts';

const SCRIPT = fileURLToPath(new URL('npm-once.mjs', import.meta.url));

/**
 * A folder for the front of PATH, with an npm that installs the same dependencies once for all sites of a run: the
 * others get a link to these packages. `npm ci` links the folder that the variable INSTALLED names, where it names one.
 * Whatever else it is asked is npm's own.
 */
export function npmOnce(): string {
  const folder = join(inject('shared'), `npm-${process.pid}`);
  // Looking for npm starts it.
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  const npm = findProgram(['npm']) ?? 'npm';
  const words = [process.execPath, SCRIPT, npm, inject('shared'), inject('certificates')];
  const command = words.map((word) => `"${word}"`).join(' ');
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  return folder;
}
