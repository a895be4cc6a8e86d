import helmet from 'helmet';

/**
 * @import { RequestHandler } from 'express'
 * @import { Settings } from './settings.js'
 */

/**
 * Tells browsers what no page of this site needs, so that they refuse it if an attacker slips it in.
 *
 * @param {Settings} settings
 * @returns {RequestHandler}
 */
export function protectiveHeaders({ production }) {
  return helmet({
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
    // While developing there is no HTTPS to insist on.
    strictTransportSecurity: production,
    xFrameOptions: { action: 'deny' },
  });
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
