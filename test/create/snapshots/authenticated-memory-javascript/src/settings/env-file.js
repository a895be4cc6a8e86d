import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SITE_FOLDER } from '../site.js';

/** Says why `.env` cannot be used. It never holds what stands there. */
export class DotEnvError extends Error {}

/**
 * Reads `.env` beside package.json. What the environment already holds wins.
 *
 * @throws {DotEnvError} where there is such a file, and it cannot be used: to go on without it would be to run with
 *   other settings than its owner wrote down
 */
export function loadDotEnv() {
  const file = join(SITE_FOLDER, '.env');
  const { NODE_ENV, ...settings } = parseEnv(textOf(file));
  if (NODE_ENV !== undefined) {
    throw new DotEnvError(
      `${file} sets NODE_ENV, and must not: a server that gets a copy of the file would be taken for a developer's machine. Remove that line. "npm run dev" develops, and everything else is production.`,
    );
  }
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
}

function textOf(file) {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    // Hosts set the environment itself, and have no such file.
    if (!stats) return '';
    // Reading a pipe would wait for ever.
    if (!stats.isFile()) throw new Error('it is not a file');
    // This leaves out a byte-order mark, which would become part of the first name.
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new DotEnvError(`The settings in ${file} cannot be read: ${reason}.`);
  }
}
