import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder that package.json is in: paths in settings start there, wherever the site is started from. */
export const SITE_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/**
 * The package's name, without its scope, as a cookie's name can hold it. It keeps this site's cookies, and its keys in
 * a shared Redis, apart from those of another site on the same machine.
 */
export const SITE_NAME = nameOf(JSON.parse(readFileSync(`${SITE_FOLDER}package.json`, 'utf8')));

function nameOf({ name }: { name: string }): string {
  return name.replace(/^@[^/]*\//, '').replace(/[^\w-]/g, '-');
}
