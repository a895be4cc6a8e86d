import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Settings } from './settings.ts';

/** Tells browsers what no page of this site needs, so that they refuse it if an attacker slips it in. */
export function protectiveHeaders({ production }: Settings): RequestHandler {
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

/** Pages show who is signed in: no cache may keep them, and the back button must ask again after a log-out. */
export const neverKept: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
