import { Router } from 'express';
import { methodNotAllowed } from '../errors.js';
import { isRequestedByVisitor } from '../http/cross-site.js';
import { endSession } from '../sessions/session.js';
import { report, visitorOf } from './security-events.js';

/**
 * @import { RequestHandler } from 'express'
 * @import { Settings } from '../settings.js'
 */

/**
 * The route that signs a visitor out.
 *
 * @param {Settings} settings
 * @returns {Router}
 */
export function signOut(settings) {
  const router = Router();

  const end = async (req, res) => {
    const visitor = visitorOf(req);
    await endSession(req, res, settings);
    if (visitor.name) report({ event: 'log-out', ...visitor });
    res.locals.userName = undefined;
    res.render('signed-out');
  };

  /**
   * Another site can link to this page, or use it as an image. Then the visitor is asked first.
   *
   * @type {RequestHandler}
   */
  const endOrAsk = (req, res) => {
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
