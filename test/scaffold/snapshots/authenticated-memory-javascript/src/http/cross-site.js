import { HttpError } from '../errors.js';

/** @import { Request, RequestHandler } from 'express' */

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets requests through that only read. For those that change something, see `refuseCrossSite`.
 *
 * @type {RequestHandler}
 */
export const refuseCrossSiteChanges = (req, res, next) => {
  if (SAFE_METHODS.has(req.method)) next();
  else refuseCrossSite(req, res, next);
};

/**
 * Refuses what another site made the visitor's browser send: the browser would add the visitor's cookie, and the
 * visitor would be signed out, or signed in as somebody else, without having asked for it.
 *
 * @type {RequestHandler}
 */
export const refuseCrossSite = (req, _res, next) => {
  if (isCrossSite(req) || isPrefetch(req)) throw new HttpError(403);
  next();
};

function isCrossSite(req) {
  // Browsers say where a request comes from, and no page can change what they say.
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = req.get('Origin');
  // Neither header: no browser, so nobody's cookie is sent without their knowing.
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== req.host;
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
