import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../root.ts';

/** Files in which package managers record what they installed, relative to `node_modules`. */
const NOTES = ['.package-lock.json', '../yarn.lock', '../bun.lock'];

/** What sites use instead of a checkout: the build makes it. */
const LINKED = 'dist/linked-package';

/** A file that only a published package has. npm does not record where a globally installed package came from. */
const PUBLISHED = 'dist/published';

/**
 * How a site's package.json names the package that made it: by the version, if it was installed from a registry, and
 * otherwise by a `file:` path. This needs no network: package managers record where a package came from, and the
 * package itself has a mark if it was packed to be published.
 */
export function ownPackage(): string {
  return packageAt(fileURLToPath(ROOT));
}

/** The same for the package in any folder. */
export function packageAt(folder: string): string {
  const root = resolve(folder);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const above = dirname(root);
  if (basename(above) !== 'node_modules') {
    const linked = join(root, LINKED);
    return `file:${existsSync(linked) ? linked : root}`;
  }
  if (existsSync(join(root, PUBLISHED))) return version;
  const marks = [
    // npm and Yarn 1: the address that it came from.
    `/${name}/-/${name}-${version}.tgz`,
    // Bun.
    `"${name}@${version}"`,
    // The folders of pnpm and of later Yarns.
    `/.pnpm/${name}@${version}/`,
    `/${name}-npm-${version}-`,
  ];
  const notes = NOTES.map((note) => join(above, note)).filter((path) => existsSync(path));
  const told = [root.replaceAll('\\', '/'), ...notes.map((path) => readFileSync(path, 'utf8'))];
  if (told.some((text) => marks.some((mark) => text.includes(mark)))) return version;
  return `file:${tarballOf(above, name) ?? root}`;
}

/** The tarball that npm installed a package from; undefined if there was none, or it no longer exists. */
function tarballOf(nodeModules: string, name: string): string | undefined {
  const note = join(nodeModules, '.package-lock.json');
  if (!existsSync(note)) return undefined;
  const { packages } = JSON.parse(readFileSync(note, 'utf8'));
  const [, path] = /^file:(.+)/.exec(packages?.[`node_modules/${name}`]?.resolved ?? '') ?? [];
  if (path === undefined) return undefined;
  const tarball = resolve(nodeModules, '..', path);
  return existsSync(tarball) ? tarball : undefined;
}
