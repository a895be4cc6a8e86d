import type { Request } from 'express';

/** Where a sign-in leads if the visitor did not come from another page. */
const HOME = '/home';

/** A stand-in for this site. A visitor's `next` cannot name it, because no host can have a name in `.invalid`. */
const THIS_SITE = 'http://this-site.invalid';

/** A sign-in should not lead back to the form, or sign the visitor out again. */
const FORBIDDEN = /^\/+log(in|out)\/*$/i;

/** The sign-in form sends `next` back, encoded up to three times as long, and accepts 10 kB in all. */
const MAX_LENGTH = 2_000;

/**
 * Where to go after a sign-in: a path on this site with its query, or else the home page.
 *
 * Anyone can write a link to our sign-in form with a `next` of their own. If the site followed it anywhere, it could
 * lead to a copy of the form on another site, which asks for the password "again".
 */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return HOME;
  if (!URL.canParse(next, THIS_SITE)) return HOME;

  // Browsers turn "\" into "/", drop tabs and resolve "..". URL does the same, so the result is what a browser opens.
  const url = new URL(next, THIS_SITE);
  const path = url.pathname + url.search + url.hash;
  // Browsers take a path that starts with two slashes for a host.
  if (url.origin !== THIS_SITE || path.startsWith('//')) return HOME;
  if (FORBIDDEN.test(url.pathname) || path.length > MAX_LENGTH) return HOME;
  return path;
}

/**
 * The `next` for a visitor who must sign in first, or type the password again. A form is lost on the way, so from a
 * form they come back to the page that it was on.
 */
export function pathToReturnTo(req: Request): string {
  if (req.method === 'GET' || req.method === 'HEAD') return nextPath(req.originalUrl);
  const referrer = req.get('Referer') ?? '';
  if (!URL.canParse(referrer)) return HOME;
  const { pathname, search } = new URL(referrer);
  return nextPath(pathname + search);
}
