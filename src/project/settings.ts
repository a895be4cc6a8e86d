import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Marker, readIfThere, readManifest } from './manifest.ts';

/** What tells in a folder which app is there, and which store it uses. */
export interface SiteSettings {
  /** What package.json says for tools; undefined for a site that create did not make, or not lately. */
  marker: Marker | undefined;
  /** The package's name. */
  name: string;
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
 * @throws Failure `usage` where one of them cannot be read
 */
export function readSiteSettings(
  directory: string,
  env: NodeJS.ProcessEnv,
): SiteSettings | undefined {
  const manifest = readManifest(directory);
  if (!manifest) return undefined;
  const dotEnv = parseEnv(readIfThere(join(directory, '.env')) ?? '');
  return {
    marker: manifest['create-session-app'],
    name: String(manifest.name ?? ''),
    dependencies: new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })),
    dotEnv,
    env: { ...dotEnv, ...env },
  };
}
