const HOME = '/home';

/** Any host will do: it only has to be one that a visitor's `next` cannot name. */
const THIS_SITE = 'http://this-site.invalid';

/** Signing in should lead neither to the form again nor straight out of the site. */
const NO_DESTINATION = /^\/+log(in|out)\/*$/i;

/**
 * Where to go after a sign-in: a path on this site, with its query, or the home page.
 *
 * `next` comes from a link that anyone may have written. If it were followed as it is, a link to this site's
 * own sign-in form could end at a copy of it elsewhere, which asks for the password "again".
 *
 * @param {unknown} next
 * @returns {string}
 */
export function nextPath(next) {
  if (typeof next !== 'string' || !next.startsWith('/')) return HOME;
  if (!URL.canParse(next, THIS_SITE)) return HOME;

  // Browsers turn "\" into "/", drop tabs, and resolve "..": so does URL, and what it made is what gets checked.
  const url = new URL(next, THIS_SITE);
  const path = url.pathname + url.search + url.hash;
  // A browser takes what begins with two slashes for a host.
  if (url.origin !== THIS_SITE || path.startsWith('//')) return HOME;
  if (NO_DESTINATION.test(url.pathname)) return HOME;
  return path;
}
