import { type Request, type RequestHandler, type Response, Router } from 'express';
import { onlyAllow } from '../errors.ts';
import { askedByVisitor } from '../http/cross-site.ts';
import { endSession } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';

/** The route that ends a signed-in session. */
export function signOut(settings: Settings): Router {
  const router = Router();

  const end = async (req: Request, res: Response) => {
    await endSession(req, res, settings);
    res.send('Signed Out!!!');
  };

  /** A link to this page, or an image, may be another site's: then the visitor is asked first. */
  const endOrAsk: RequestHandler = (req, res) => {
    if (askedByVisitor(req)) return end(req, res);
    res.render('logout');
  };

  router
    .route('/logout')
    // Who only looks changes nothing.
    .head((_req, res) => void res.end())
    .get(endOrAsk)
    .post(end)
    .all(onlyAllow('GET, HEAD, POST'));
  return router;
}
