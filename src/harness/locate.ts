import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Failure } from '../failure.ts';
import { type Marker, readIfThere, readManifest } from './manifest.ts';
import type { Site, StartedSite, StorePlace } from './site.ts';

/** Where sites look for Redis unless they are told otherwise. */
export const REDIS_URL = 'redis://127.0.0.1:6379';

/**
 * A site in a folder: one that create made, or any app, if `start` says how to start it.
 *
 * @param start a line for the shell; it wins over the site's own way to start
 * @throws Failure `usage` where the folder holds no site, `app-failed` where its dependencies are missing
 */
export function locateSite(
  folder: string,
  start: string | undefined,
  env: NodeJS.ProcessEnv,
): Site {
  const directory = resolve(folder);
  if (!existsSync(directory)) throw new Failure('usage', `There is no folder ${folder}.`);
  const marker = readManifest(directory)?.['create-session-app'];
  if (!marker) return otherApp(folder, directory, start);
  return {
    kind: 'generated',
    name: folder,
    mode: marker.mode,
    store: marker.store,
    entry: start ? { ...appAt(directory, start), takesAnyPort: true } : entryOf(directory, marker),
    ...placeOf(directory, marker, { ...dotEnv(directory), ...env }),
  };
}

function otherApp(name: string, directory: string, start: string | undefined): Site {
  if (start) return { kind: 'other', name, entry: appAt(directory, start) };
  throw new Failure(
    'usage',
    `${name} is no site made by create-session-app. Say how to start it, for example: --start "node server.js"`,
  );
}

function appAt(directory: string, command: StartedSite['command']): StartedSite {
  return { command, directory, env: {}, takesAnyPort: false };
}

/** A site as create writes it, started without its build and without a watcher. */
export function entryOf(directory: string, { language }: Pick<Marker, 'language'>): StartedSite {
  if (!existsSync(join(directory, 'node_modules'))) {
    throw new Failure(
      'app-failed',
      `The dependencies of ${directory} are not installed. Run "npm install" there first.`,
    );
  }
  const typescript = 'typescript' in process.features && process.features.typescript;
  const run =
    language === 'javascript'
      ? ['src/server.js']
      : [...(typescript ? [] : ['--import', 'tsx']), 'src/server.ts'];
  return { ...appAt(directory, [process.execPath, ...run]), takesAnyPort: true };
}

function placeOf(
  directory: string,
  { store }: Marker,
  env: NodeJS.ProcessEnv,
): { storePlace?: StorePlace } {
  if (store === 'file') {
    const folder = resolve(directory, env.SESSION_DIR || '.sessions');
    return { storePlace: { kind: 'file', directory: folder } };
  }
  if (store === 'redis') {
    const { REDIS_URL: url = REDIS_URL, REDIS_PREFIX: prefix = 'sess:' } = env;
    return { storePlace: { kind: 'redis', url, prefix } };
  }
  return {};
}

function dotEnv(directory: string): NodeJS.ProcessEnv {
  return parseEnv(readIfThere(join(directory, '.env')) ?? '');
}
