import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SITE_FOLDER } from './site.ts';

/** Says why `.env` cannot be used. The message never quotes the file, because it holds secrets. */
export class DotEnvError extends Error {}

/**
 * Reads `.env`, next to package.json, into the environment. Variables that are already set stay as they are.
 *
 * @throws DotEnvError if the file exists and cannot be used: without it, the site would run with settings that its
 *   owner did not choose
 */
export function loadDotEnv(): void {
  const file = join(SITE_FOLDER, '.env');
  const { NODE_ENV, ...settings } = parseEnv(readIfPresent(file));
  if (NODE_ENV !== undefined) {
    throw new DotEnvError(
      `${file} sets NODE_ENV, and must not: a server that gets a copy of the file would be taken for a developer's machine. Remove that line. "npm run dev" is development, and everything else is production.`,
    );
  }
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
}

function readIfPresent(file: string): string {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    // Most hosts set the environment themselves, without a file.
    if (!stats) return '';
    // Reading a pipe would wait forever.
    if (!stats.isFile()) throw new Error('it is not a file');
    // TextDecoder drops a byte-order mark, which would otherwise become part of the first name.
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new DotEnvError(`The settings in ${file} cannot be read: ${reason}.`);
  }
}
