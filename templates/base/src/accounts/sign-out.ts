import { type Request, type RequestHandler, type Response, Router } from 'express';
import { methodNotAllowed } from '../errors.ts';
import { isRequestedByVisitor } from '../http/cross-site.ts';
import { endSession } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';

/** The route that signs a visitor out. */
export function signOut(settings: Settings): Router {
  const router = Router();

  const end = async (req: Request, res: Response) => {
    await endSession(req, res, settings);
    res.locals.userName = undefined;
    res.render('signed-out');
  };

  /** Another site can link to this page, or use it as an image. Then the visitor is asked first. */
  const endOrAsk: RequestHandler = (req, res) => {
    if (isRequestedByVisitor(req)) return end(req, res);
    res.render('logout');
  };

  router
    .route('/logout')
    // HEAD must not change anything. Without this line, Express would answer it like GET.
    .head((_req, res) => void res.end())
    .get(endOrAsk)
    .post(end)
    .all(methodNotAllowed('GET, HEAD, POST'));
  return router;
}
