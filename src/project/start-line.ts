import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from './manifest.ts';

/** Usual names of the file that starts an app. */
const USUAL = ['server.js', 'app.js', 'index.js', 'src/server.js', 'src/app.js', 'src/index.js'];

/**
 * The command that probably starts an app: from its package.json, or with a file of a usual name. Without nodemon,
 * which would restart the app when it writes a file.
 */
export function startLineOf(directory: string): string {
  const { scripts, main } = readManifest(directory) ?? {};
  const script = scripts?.start;
  if (isPlain(script)) return script.trim().replace(/^nodemon /, 'node ');
  if (script !== undefined) return 'npm start';
  const file = [main, ...USUAL].find((one) => isPlain(one) && existsSync(join(directory, one)));
  return `node ${file ?? 'server.js'}`;
}

/** Whether a text can be shown in quotes, and means the same in every shell. */
function isPlain(text: unknown): text is string {
  return typeof text === 'string' && /^[\w\-./:@ ]+$/.test(text);
}
