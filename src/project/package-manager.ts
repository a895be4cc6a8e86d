import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../failure.ts';
import { type Manifest, readManifest } from './manifest.ts';

const LOCK_FILES = [
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
] as const;

export type PackageManager = (typeof LOCK_FILES)[number][1];

/** The package manager of an app: the one in its manifest, else the one of its lock file, else npm. */
export function packageManagerOf(
  directory: string,
  manifest: Manifest | undefined,
): PackageManager {
  const [named] = manifest?.packageManager?.split('@') ?? [];
  const known = LOCK_FILES.find(([, manager]) => manager === named);
  const [, manager] = known ?? LOCK_FILES.find(([name]) => existsSync(join(directory, name))) ?? [];
  return manager ?? 'npm';
}

/**
 * The options that Node needs to find the packages of a site: none if they are in a `node_modules` folder, else those
 * that load Yarn's Plug'n'Play.
 *
 * @throws Failure `app-failed` if they are not installed
 */
export function packageOptions(directory: string): string[] {
  for (const folder of upwardsFrom(directory)) {
    if (existsSync(join(folder, 'node_modules', 'express-session'))) return [];
    const plugAndPlay = join(folder, '.pnp.cjs');
    const loader = join(folder, '.pnp.loader.mjs');
    if (!existsSync(plugAndPlay)) continue;
    const forModules = ['--experimental-loader', pathToFileURL(loader).href];
    return ['--require', plugAndPlay, ...(existsSync(loader) ? forModules : [])];
  }
  const manager = packageManagerOf(directory, readManifest(directory));
  throw new Failure(
    'app-failed',
    `The dependencies of ${directory} are not installed. Run ${manager} install in that folder first.`,
  );
}

function upwardsFrom(directory: string): string[] {
  const above = dirname(directory);
  return above === directory ? [directory] : [directory, ...upwardsFrom(above)];
}
