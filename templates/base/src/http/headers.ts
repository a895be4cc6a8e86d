// This folder does what every page needs, such as refusing requests from other sites. This file has the security
// headers. It is the one to change, for example to allow scripts, or images from another site. You need not change the
// others.

import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Settings } from '../settings.ts';

/** Tells browsers what no page of this site needs, so that they block it if an attacker injects it. */
export function securityHeaders({ production }: Settings): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        // Other sites cannot show this one in a frame and trick visitors into clicking on it.
        frameAncestors: ["'none'"],
      },
    },
    // There is no HTTPS in development. Browsers ignore the second header without it, and warn about it.
    strictTransportSecurity: production,
    crossOriginOpenerPolicy: production,
    // Other sites need not know where a visitor came from. It cannot be `no-referrer`: browsers would then send
    // "Origin: null" with our own forms, and `cross-site.ts` would refuse them.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

/** Pages show who is signed in, so no cache may store them, and the back button must not show them after a log-out. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
