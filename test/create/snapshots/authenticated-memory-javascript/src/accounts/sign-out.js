import { Router } from 'express';
import { onlyAllow } from '../errors.js';
import { askedByVisitor } from '../http/cross-site.js';
import { endSession } from '../sessions/session.js';

/**
 * @import { RequestHandler } from 'express'
 * @import { Settings } from '../settings.js'
 */

/**
 * The route that ends a signed-in session.
 *
 * @param {Settings} settings
 * @returns {Router}
 */
export function signOut(settings) {
  const router = Router();

  const end = async (req, res) => {
    await endSession(req, res, settings);
    res.send('Signed Out!!!');
  };

  /**
   * A link to this page, or an image, may be another site's: then the visitor is asked first.
   *
   * @type {RequestHandler}
   */
  const endOrAsk = (req, res) => {
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
