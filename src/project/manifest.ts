import { join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { readRegularFile } from '../regular-file.ts';

/** The file in which a generated site keeps the version and options that it was made with. */
export const RECORD = 'create-session-app.json';

/** The parts of an app's package.json that are used. */
export interface Manifest {
  name?: string;
  main?: string;
  scripts?: Record<string, string>;
  packageManager?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  'create-session-app'?: Marker;
  /** The addresses for signing in and out, as `simulate --save` writes them. */
  'session-app'?: { login?: string; protected?: string; logout?: string; newPassword?: string };
}

/** The choices for a generated site, as its package.json keeps them. */
export interface Marker {
  language: string;
  mode: string;
  store: string;
}

/**
 * Reads an app's package.json; undefined if there is none.
 *
 * @throws Failure `usage` if it cannot be read, or is not JSON
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

/** The text of a file; undefined if it does not exist. */
export function readIfThere(path: string): string | undefined {
  try {
    return readRegularFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    if (error instanceof Failure) throw error;
    throw new Failure('usage', `${path} cannot be read (${errorCode(error)}).`, { cause: error });
  }
}
