import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, readManifest } from './manifest.ts';

/** What people call the file that starts an app. */
const NAMES = ['server', 'app', 'index', 'main'];
const USUAL = ['', 'src/'].flatMap((folder) => NAMES.map((name) => folder + name));

/** What people call the folder of the app, where another one is for what runs in browsers. */
const SERVER_FOLDERS = ['server', 'backend', 'api'];

/** How an app is probably started, and what says so: nothing does where it is no more than an example. */
export interface StartLine {
  line: string;
  saidBy?: string;
}

/**
 * How an app is probably started: by its package.json, or a file with a usual name. Without nodemon, which starts an app
 * anew where it writes a file.
 */
export function startLineOf(directory: string): StartLine {
  const manifest = readManifest(directory) ?? {};
  const script = manifest.scripts?.start;
  const saidBy = 'a start script';
  if (isPlain(script)) return { line: script.trim().replace(/^nodemon /, 'node '), saidBy };
  if (script !== undefined) return { line: 'npm start', saidBy };
  const isThere = (one: unknown): one is string => isPlain(one) && existsSync(join(directory, one));
  const file = [manifest.main, ...USUAL.map((name) => `${name}.js`)].find(isThere);
  if (file !== undefined) return { line: `node ${file}`, saidBy: file };
  const typed = USUAL.map((name) => `${name}.ts`).find(isThere);
  const runner = ['tsx', 'ts-node'].find((name) => needs(manifest, name));
  if (typed !== undefined) return { line: `${runner ?? 'npx tsx'} ${typed}`, saidBy: typed };
  return { line: 'node server.js' };
}

/** The folder in this one that the app seems to be in, where nothing here says how it starts. */
export function serverFolderOf(directory: string): string | undefined {
  if (startLineOf(directory).saidBy !== undefined) return undefined;
  return SERVER_FOLDERS.find((name) => startLineOf(join(directory, name)).saidBy !== undefined);
}

function needs({ dependencies, devDependencies }: Manifest, name: string): boolean {
  return name in { ...dependencies, ...devDependencies };
}

/** Whether it can be shown in quotes, and means the same to every shell. */
function isPlain(text: unknown): text is string {
  return typeof text === 'string' && /^[\w\-./:@ ]+$/.test(text);
}
