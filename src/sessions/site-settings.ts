import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { errorCode, Failure } from '../failure.ts';

/** What tells in a folder which store its app uses. */
export interface SiteSettings {
  /** The store that package.json names, for tools; undefined for a site that create did not make, or not lately. */
  store: string | undefined;
  /** The names of the packages that it depends on. */
  dependencies: ReadonlySet<string>;
  /** What `.env` says. */
  dotEnv: NodeJS.ProcessEnv;
  /** The environment, over what `.env` says. */
  env: NodeJS.ProcessEnv;
}

/**
 * Reads package.json and `.env` of an app's folder; undefined where there is no package.json.
 *
 * @throws Failure `usage` where package.json cannot be read
 */
export function readSiteSettings(
  directory: string,
  env: NodeJS.ProcessEnv,
): SiteSettings | undefined {
  const path = join(directory, 'package.json');
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const manifest = parse(text, path);
  const dotEnv = parseEnv(readIfThere(join(directory, '.env')) ?? '');
  return {
    store: textAt(objectAt(manifest, 'create-session-app'), 'store'),
    dependencies: new Set([
      ...Object.keys(objectAt(manifest, 'dependencies')),
      ...Object.keys(objectAt(manifest, 'devDependencies')),
    ]),
    dotEnv,
    env: { ...dotEnv, ...env },
  };
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Failure('usage', `${path} is not valid JSON. Mend it first.`);
  }
}

function objectAt(parent: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object(parent[key] ?? {});
}

function textAt(parent: Record<string, unknown>, key: string): string | undefined {
  return typeof parent[key] === 'string' ? parent[key] : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new Failure('usage', `${path} cannot be read (${errorCode(error)}).`, { cause: error });
  }
}
