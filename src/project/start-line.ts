import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, readManifest } from './manifest.ts';

/** Usual names of the file that starts an app. */
const NAMES = ['server', 'app', 'index', 'main'];
const USUAL = ['', 'src/'].flatMap((folder) => NAMES.map((name) => folder + name));

/** Usual names of the folder of an app that has another one for the browser. */
const SERVER_FOLDERS = ['server', 'backend', 'api'];

/** The command that probably starts an app, and what says so; `saidBy` is absent if the command is only an example. */
export interface StartLine {
  line: string;
  saidBy?: string;
}

/**
 * The command that probably starts an app: from its package.json, or with a file of a usual name. Without nodemon,
 * which would restart the app when it writes a file.
 */
export function startLineOf(directory: string): StartLine {
  const manifest = readManifest(directory) ?? {};
  const script = manifest.scripts?.start;
  const saidBy = 'a start script';
  if (isPlain(script)) return { line: script.trim().replace(/^nodemon /, 'node '), saidBy };
  if (script !== undefined) return { line: 'npm start', saidBy };
  const isThere = (one: unknown): one is string => isPlain(one) && existsSync(join(directory, one));
  const file = [manifest.main, ...['js', 'ts'].flatMap(namesWith)].find(isThere);
  if (file === undefined) return { line: 'node server.js' };
  if (!/\.[cm]?ts$/.test(file)) return { line: `node ${file}`, saidBy: file };
  const runner = ['tsx', 'ts-node'].find((name) => needs(manifest, name));
  return { line: `${runner ?? 'npx tsx'} ${file}`, saidBy: file };
}

/** The folder in this one that probably holds the app, if nothing here says how it starts. */
export function serverFolderOf(directory: string): string | undefined {
  if (startLineOf(directory).saidBy !== undefined) return undefined;
  return SERVER_FOLDERS.find((name) => startLineOf(join(directory, name)).saidBy !== undefined);
}

function namesWith(ending: string): string[] {
  return USUAL.map((name) => `${name}.${ending}`);
}

function needs({ dependencies, devDependencies }: Manifest, name: string): boolean {
  return name in { ...dependencies, ...devDependencies };
}

/** Whether a text can be shown in quotes, and means the same in every shell. */
function isPlain(text: unknown): text is string {
  return typeof text === 'string' && /^[\w\-./:@ ]+$/.test(text);
}
