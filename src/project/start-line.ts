import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from './manifest.ts';

/** What people call the file that starts an app. */
const USUAL = ['server.js', 'app.js', 'index.js', 'src/server.js', 'src/app.js', 'src/index.js'];

/**
 * How an app is probably started: by its package.json, or a file with a usual name. Without nodemon, which starts an app
 * anew where it writes a file.
 */
export function startLineOf(directory: string): string {
  const { scripts, main } = readManifest(directory) ?? {};
  const script = scripts?.start;
  if (isPlain(script)) return script.trim().replace(/^nodemon /, 'node ');
  if (script !== undefined) return 'npm start';
  const file = [main, ...USUAL].find((one) => isPlain(one) && existsSync(join(directory, one)));
  return `node ${file ?? 'server.js'}`;
}

/** Whether it can be shown in quotes, and means the same to every shell. */
function isPlain(text: unknown): text is string {
  return typeof text === 'string' && /^[\w\-./:@ ]+$/.test(text);
}
