import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Marker, readIfThere, readManifest } from './manifest.ts';

/** The parts of an app's folder that show which app it is, and which store it uses. */
export interface SiteSettings {
  /** The choices of a generated site; undefined for another app, and for a site of an old version. */
  marker: Marker | undefined;
  name: string;
  /** The names of all its dependencies, also of those for development. */
  dependencies: ReadonlySet<string>;
  /** The variables of `.env`. */
  dotEnv: NodeJS.ProcessEnv;
  /** The variables of `.env` and of the environment, which takes precedence. */
  env: NodeJS.ProcessEnv;
}

/**
 * Reads package.json and `.env` of an app's folder; undefined if there is no package.json.
 *
 * @throws Failure `usage` if one of them cannot be read
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
