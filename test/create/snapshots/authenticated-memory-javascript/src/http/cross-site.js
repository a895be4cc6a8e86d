import { HttpError } from '../errors.js';

/** @import { Request, RequestHandler } from 'express' */

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protects against cross-site request forgery. A page of another site can make the visitor's browser post a form to
 * this one, with the visitor's cookie. Such a form could sign the visitor out, or in as somebody else.
 *
 * @type {RequestHandler}
 */
export const blockCrossSiteRequests = (req, _res, next) => {
  if (!SAFE_METHODS.has(req.method) && (isCrossSite(req) || isPrefetch(req))) {
    throw new HttpError(403, {
      explanation: 'This request came from another site, so we did not carry it out.',
    });
  }
  next();
};

/**
 * Whether the visitor asked for this page: from the address bar, from a page of this site, or with a program that is
 * not a browser. It is false for links and images on other sites.
 *
 * @param {Request} req
 * @returns {boolean}
 */
export function isRequestedByVisitor(req) {
  if (isPrefetch(req)) return false;
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return isSameOrigin(site);
  // Old browsers do not send Sec-Fetch-Site, and no browser does over plain HTTP, except at localhost. They name the
  // page that asks in these headers.
  return req.get('Origin') === undefined && req.get('Referer') === undefined;
}

function isCrossSite(req) {
  // Browsers set this header, and no page can change it.
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return !isSameOrigin(site);
  const origin = req.get('Origin');
  // A browser would have sent one of the two headers, so this is not a browser. No page has
  // tricked it into sending a cookie.
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(req);
}

/**
 * URL drops the default port, as browsers do in an origin. Some proxies add it to the host.
 *
 * @param {Request} request
 * @returns {string | undefined}
 */
function hostOf({ protocol, host }) {
  const url = `${protocol}://${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/**
 * `none` is a request from the address bar or a bookmark.
 *
 * @param {string} site
 * @returns {boolean}
 */
function isSameOrigin(site) {
  return site === 'same-origin' || site === 'none';
}

/**
 * Browsers may load a link before anyone clicks it.
 *
 * @param {Request} req
 * @returns {boolean}
 */
export function isPrefetch(req) {
  return /prefetch|prerender/.test(`${req.get('Sec-Purpose')} ${req.get('Purpose')}`);
}
