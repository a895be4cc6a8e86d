import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** What starts other programs: packages, and the modules of `src` that run a site for whoever calls them. */
const STARTERS = new Set([
  'node:child_process',
  'execa',
  'playwright-core',
  '@lydell/node-pty',
  'src/audit/api.ts',
  'src/audit/audit.ts',
  'src/dev/dev.ts',
  'src/load/load.ts',
  'src/simulate/simulate.ts',
]);

/** What a module takes from another one while it runs; types are gone by then. */
const IMPORTED = /^(?:import|export) (?!type )[^;']*?(?:from )?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** All files of tests, as paths from the project's folder; snapshots of sites have tests of their own. */
export function testFiles(root = '.'): string[] {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join('test', path.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.test.ts') && !path.includes('/snapshots/'))
    .sort();
}

/**
 * Whether a file of tests starts no other program: no site, browser, package manager or server. Told by what it
 * imports, itself or by way of `test/support`, so a new one need not be entered anywhere.
 */
export function startsNothing(path: string, root = '.', seen = new Set<string>()): boolean {
  if (seen.has(path)) return true;
  seen.add(path);
  return importsOf(path, root).every((imported) => {
    if (STARTERS.has(imported)) return false;
    if (!imported.startsWith('test/') || !existsSync(join(root, imported))) return true;
    return startsNothing(imported, root, seen);
  });
}

/** The modules that a file imports: packages by their names, others as paths from the project's folder. */
function importsOf(path: string, root: string): string[] {
  return [...readFileSync(join(root, path), 'utf8').matchAll(IMPORTED)]
    .map(([, name, late]) => name ?? late ?? '')
    .map((name) => (name.startsWith('.') ? posix.join(dirname(path), name) : name));
}
