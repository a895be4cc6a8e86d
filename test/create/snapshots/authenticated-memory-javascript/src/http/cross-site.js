import { HttpError } from '../errors.js';

/** @import { Request, RequestHandler } from 'express' */

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site made the visitor's browser ask for: the browser would add the visitor's cookie,
 * and the visitor would be signed out, or signed in as somebody else, without having asked for it.
 *
 * @type {RequestHandler}
 */
export const refuseCrossSiteChanges = (req, _res, next) => {
  if (!SAFE_METHODS.has(req.method) && (isCrossSite(req) || isPrefetch(req))) {
    throw new HttpError(403);
  }
  next();
};

/**
 * Whether the visitor asked for this page by themselves: by the address bar, on a page of this site, or with a
 * program that is no browser. Links and images of other sites ask for pages as well, and most browsers say so.
 *
 * @param {Request} req
 * @returns {boolean}
 */
export function askedByVisitor(req) {
  if (isPrefetch(req)) return false;
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return isOwn(site);
  // An older browser, or one over plain HTTP, does not say who asks, but names the page that does in one of these.
  return req.get('Origin') === undefined && req.get('Referer') === undefined;
}

function isCrossSite(req) {
  // Browsers say where a request comes from, and no page can change what they say.
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return !isOwn(site);
  const origin = req.get('Origin');
  // Neither header: no browser, so nobody's cookie is sent without their knowing.
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(req);
}

/**
 * Without the port that goes without saying, as browsers leave it out of an origin, and some proxies do not.
 *
 * @param {Request} request
 * @returns {string | undefined}
 */
function hostOf({ protocol, host }) {
  const url = `${protocol}://${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function isOwn(site) {
  return site === 'same-origin' || site === 'none';
}

/**
 * A browser may fetch a link ahead of time; nobody has clicked it yet.
 *
 * @param {Request} req
 * @returns {boolean}
 */
function isPrefetch(req) {
  return /prefetch|prerender/.test(`${req.get('Sec-Purpose')} ${req.get('Purpose')}`);
}
