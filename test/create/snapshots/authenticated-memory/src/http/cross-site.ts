import type { Request, RequestHandler } from 'express';
import { HttpError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site made the visitor's browser ask for: the browser would add the visitor's cookie,
 * and the visitor would be signed out, or signed in as somebody else, without having asked for it.
 */
export const refuseCrossSiteChanges: RequestHandler = (req, _res, next) => {
  if (!SAFE_METHODS.has(req.method) && (isCrossSite(req) || isPrefetch(req))) {
    throw new HttpError(403);
  }
  next();
};

/**
 * Whether the visitor asked for this page by themselves: by the address bar, on a page of this site, or with a
 * program that is no browser. Links and images of other sites ask for pages as well, and most browsers say so.
 */
export function askedByVisitor(req: Request): boolean {
  if (isPrefetch(req)) return false;
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return isOwn(site);
  // An older browser, or one over plain HTTP, does not say who asks, but names the page that does in one of these.
  return req.get('Origin') === undefined && req.get('Referer') === undefined;
}

function isCrossSite(req: Request): boolean {
  // Browsers say where a request comes from, and no page can change what they say.
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined) return !isOwn(site);
  const origin = req.get('Origin');
  // Neither header: no browser, so nobody's cookie is sent without their knowing.
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(req);
}

/** Without the port that goes without saying, as browsers leave it out of an origin, and some proxies do not. */
function hostOf({ protocol, host }: Request): string | undefined {
  const url = `${protocol}://${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function isOwn(site: string): boolean {
  return site === 'same-origin' || site === 'none';
}

/** A browser may fetch a link ahead of time; nobody has clicked it yet. */
function isPrefetch(req: Request): boolean {
  return /prefetch|prerender/.test(`${req.get('Sec-Purpose')} ${req.get('Purpose')}`);
}
