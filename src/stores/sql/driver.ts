import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';
import type { SqlPlace } from './place.ts';

/** A package that connects to a database, and packages that include it. */
export interface Driver {
  name: string;
  broughtBy: readonly string[];
}

/**
 * Loads the first of some drivers that an app has installed. This package contains none of them, because other stores
 * do not need one.
 *
 * @throws Failure `store-unreadable` if there is none, or it does not run on this Node
 */
export function loadDriver<Module>(
  drivers: readonly Driver[],
  { directory, name }: SqlPlace,
): { driver: string; module: Module } {
  const from = createRequire(join(resolve(directory), 'package.json'));
  usePlugAndPlay(resolve(directory));
  for (const driver of drivers) {
    const path = pathOf(driver, from);
    if (path === undefined) continue;
    try {
      return { driver: driver.name, module: from(path) };
    } catch (error) {
      throw new Failure(
        'store-unreadable',
        `${driver.name}, which is installed in ${directory}, does not run on Node ${process.versions.node} (${firstLine(error)}). Install it again: npm rebuild ${driver.name}`,
        { cause: error },
      );
    }
  }
  const names = drivers.map((driver) => driver.name);
  throw new Failure(
    'store-unreadable',
    `To read ${name}, the app's own driver is needed, and ${names.join(' or ')} is not installed in ${resolve(directory)}. Run npm install in the app's folder, and name that folder or work in it.`,
  );
}

function pathOf({ name, broughtBy }: Driver, from: NodeJS.Require): string | undefined {
  const own = resolved(name, from);
  if (own !== undefined) return own;
  for (const parent of broughtBy) {
    const path = resolved(parent, from);
    const inside = path === undefined ? undefined : resolved(name, createRequire(path));
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function resolved(name: string, from: NodeJS.Require): string | undefined {
  try {
    return from.resolve(name);
  } catch (error) {
    if (errorCode(error) === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** With Yarn's Plug'n'Play, only its own code finds packages. */
function usePlugAndPlay(directory: string): void {
  const file = join(directory, '.pnp.cjs');
  const above = dirname(directory);
  if (existsSync(file)) createRequire(file)(file).setup();
  else if (above !== directory) usePlugAndPlay(above);
}

function firstLine(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line;
}
