import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedPackages } from './cached-packages.ts';

/** So long a slow machine may take to compile two drivers. */
export const COMPILING_MS = 900_000;

const PACKAGES = [
  'better-sqlite3@12.11.1',
  'better-sqlite3-session-store@0.1.0',
  'connect-sqlite3@0.9.18',
  // The version that connect-sqlite3 brings along, so that it is compiled once.
  'sqlite3@5.1.7',
];

/**
 * A folder with SQLite's drivers, which are compiled here, once for each version of Node: whoever works on the project
 * should not wait for that at each `npm ci`. Undefined where they cannot be had.
 */
export function sqliteDrivers(): Promise<string | undefined> {
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include/node/node.h'));
  const env = {
    // Not from GitHub, which a test does not ask.
    npm_config_build_from_source: 'true',
    ...(hasHeaders && { npm_config_nodedir: prefix }),
    // What is compiled runs for seconds.
    CFLAGS: '-O0',
    CXXFLAGS: '-O0',
    JOBS: 'max',
  };
  return cachedPackages(`sqlite-drivers-${process.versions.modules}`, PACKAGES, env);
}
