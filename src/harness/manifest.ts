import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';

/** What is read of an app's package.json. */
export interface Manifest {
  scripts?: Record<string, string>;
  packageManager?: string;
  'create-session-app'?: Marker;
}

/** What package.json says of a site that create made. */
export interface Marker {
  language: string;
  mode: string;
  store: string;
}

/**
 * Reads an app's package.json; undefined where it has none.
 *
 * @throws Failure `usage` where it is not JSON
 */
export function readManifest(directory: string): Manifest | undefined {
  const path = join(directory, 'package.json');
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('usage', `${path} is not valid JSON. Mend it first.`);
  }
}

/** The text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
