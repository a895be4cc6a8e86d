import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * @import { RequestHandler } from 'express'
 * @import { Settings } from '../settings.js'
 */

/**
 * Tells browsers what no page of this site needs, so that they refuse it if an attacker slips it in.
 *
 * @param {Settings} settings
 * @returns {RequestHandler}
 */
export function protectiveHeaders({ production }) {
  const headers = headersSetBy(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          // Nobody may show the site inside a page of their own and guide a visitor's clicks.
          frameAncestors: ["'none'"],
        },
      },
      // While developing there is no HTTPS to insist on. The next one counts over HTTPS alone, and browsers complain
      // of it elsewhere.
      strictTransportSecurity: production,
      crossOriginOpenerPolicy: production,
      // Other sites need not know who sent them a visitor. Without it among our own pages, browsers would say "null"
      // for where a form of ours comes from, and it would be refused.
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
  );
  return (_req, res, next) => {
    res.setHeaders(headers);
    next();
  };
}

/**
 * Helmet sets the same headers for every answer, so it is asked once: that serves one page in twenty more.
 *
 * @param {ReturnType<typeof helmet>} middleware
 * @returns {Map<string, string>}
 */
function headersSetBy(middleware) {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  middleware(answer.req, answer, () => {});
  return new Map(answer.getHeaderNames().map((name) => [name, String(answer.getHeader(name))]));
}

/**
 * Pages show who is signed in: no cache may keep them, and the back button must ask again after a log-out.
 *
 * @type {RequestHandler}
 */
export const neverKept = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
