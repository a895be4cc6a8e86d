import { join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { readRegularFile } from '../regular-file.ts';

/** The file in which a site says what it was made from. */
export const RECORD = 'create-session-app.json';

/** What is read of an app's package.json. */
export interface Manifest {
  name?: string;
  main?: string;
  scripts?: Record<string, string>;
  packageManager?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  'create-session-app'?: Marker;
  /** How a visitor signs in and out, as `simulate --save` writes it. */
  'session-app'?: { login?: string; protected?: string; logout?: string };
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
 * @throws Failure `usage` where it cannot be read, or is not JSON
 */
export function readManifest(directory: string): Manifest | undefined {
  const path = join(directory, 'package.json');
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Failure('usage', `${path} is not valid JSON. Correct it first.`);
  }
}

/** The text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readRegularFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    if (error instanceof Failure) throw error;
    throw new Failure('usage', `${path} cannot be read (${errorCode(error)}).`, { cause: error });
  }
}
