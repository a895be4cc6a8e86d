import { basename, join, resolve } from 'node:path';
import { shellPath } from '../create/names.ts';
import { Failure } from '../failure.ts';
import { checkFolder } from '../folder.ts';
import type { Marker } from '../project/manifest.ts';
import { packageOptions } from '../project/package-manager.ts';
import { readSiteSettings } from '../project/settings.ts';
import { serverFolderOf, startLineOf } from '../project/start-line.ts';
import { storeOf } from '../stores/locate.ts';
import type { Site, StartedSite } from './site.ts';

/**
 * The site in a folder: one that `create` made, or any app, if `start` says how to start it.
 *
 * @param start a line for the shell; it is used instead of the site's own way to start
 * @throws Failure `usage` if the folder holds no site, `app-failed` if its dependencies are missing
 */
export function locateSite(
  folder: string,
  start: string | undefined,
  env: NodeJS.ProcessEnv,
): Site {
  const directory = resolve(folder);
  checkFolder(folder);
  const settings = readSiteSettings(directory, env);
  if (!settings?.marker) return otherApp(folder, directory, start);
  const { marker } = settings;
  const place = storeOf(directory, settings);
  return {
    kind: 'generated',
    name: nameOf(folder, directory),
    mode: marker.mode,
    store: marker.store,
    entry: start ? ours(directory, start) : entryOf(directory, marker),
    storePlace: place.kind === 'file' || place.kind === 'redis' ? place : undefined,
  };
}

function otherApp(folder: string, directory: string, start: string | undefined): Site {
  if (start)
    return { kind: 'other', name: nameOf(folder, directory), entry: appAt(directory, start) };
  const inside = serverFolderOf(directory);
  const where = folder === '.' ? 'this folder' : folder;
  const { line, saidBy } = startLineOf(inside ? join(directory, inside) : directory);
  throw new Failure('usage', [
    `There is no site made by create-session-app in ${where}. ${saidBy ? `There is ${saidBy}${inside ? ` in ${inside}/` : ''}. To start the app by it, add:` : 'Say how to start the app, for example:'}`,
    `  ${inside ? `${shellPath(join(folder, inside))} ` : ''}--start "${line}"`,
  ]);
}

/** What a person calls it: the folder as it was typed, or its real name if that was only dots. */
function nameOf(folder: string, directory: string): string {
  return /^[./\\]+$/.test(folder) ? basename(directory) || folder : folder;
}

/**
 * What a site that `create` made needs when one address visits it over plain HTTP. In production its cookies are only
 * for HTTPS, and nobody signs in without an account. These settings replace those of the shell.
 */
const VISITED: StartedSite['env'] = { NODE_ENV: 'development', NEW_SESSIONS: '1000000' };

function ours(directory: string, command: StartedSite['command']): StartedSite {
  return { ...appAt(directory, command), env: VISITED, takesAnyPort: true };
}

function appAt(directory: string, command: StartedSite['command']): StartedSite {
  return { command, directory, env: {}, takesAnyPort: false };
}

/** How to start a site that `create` wrote, without its build and without a watcher. */
export function entryOf(directory: string, { language }: Pick<Marker, 'language'>): StartedSite {
  const packages = packageOptions(directory);
  const node = [process.execPath, ...packages] as const;
  if (language === 'javascript') return ours(directory, [...node, 'src/server.js']);
  return {
    ...ours(directory, [...node, '--enable-source-maps', '.dev/src/server.js']),
    compiler: [...node, 'compile.js'],
  };
}
