import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. Relative paths in settings start here, wherever the site is started from. */
export const SITE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** What the site calls itself: in the bar, in the titles of its pages and when it starts. */
export const BRAND = '{{brand}}';

/**
 * The name in package.json, without its scope, in characters that a cookie's name may have. Cookies and Redis keys
 * start with it, so that several sites can share a host or a Redis.
 */
export const SITE_NAME = cookieSafeName(
  JSON.parse(readFileSync(`${SITE_FOLDER}package.json`, 'utf8')),
);

function cookieSafeName({ name }: { name: string }): string {
  return name.replace(/^@[^/]*\//, '').replace(/[^\w-]/g, '-');
}
