import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. Relative paths in settings start here, wherever the site is started from. */
export const SITE_FOLDER = folderOfPackage(fileURLToPath(import.meta.url));

/** What the site calls itself: in the bar, in the titles of its pages and when it starts. */
export const BRAND = 'MyApp';

/**
 * The name in package.json, without its scope, in characters that a cookie's name may have. Cookies and Redis keys
 * start with it, so that several sites can share a host or a Redis.
 */
export const SITE_NAME = cookieSafeName(
  JSON.parse(readFileSync(join(SITE_FOLDER, 'package.json'), 'utf8')),
);

/**
 * The nearest folder above that has a package.json.
 *
 * @param {string} path
 * @returns {string}
 */
function folderOfPackage(path) {
  const folder = dirname(path);
  return folder === path || existsSync(join(folder, 'package.json'))
    ? folder
    : folderOfPackage(folder);
}

function cookieSafeName({ name }) {
  return name.replace(/^@[^/]*\//, '').replace(/[^\w-]/g, '-');
}
