import { Router } from 'express';
import { requireSignIn } from './accounts/sign-in.js';
import { onlyAllow } from './errors.js';
import { contentsAtHome } from './sessions/contents.js';
import { addIfPossible } from './sessions/session.js';

/** @import { RequestHandler } from 'express' */

const PRODUCTS = ['Sofas', 'Chairs', 'Tables', 'Swings'];

/**
 * The pages that a visitor reads.
 *
 * @returns {Router}
 */
export function pages() {
  const router = Router();
  const page = (path, ...handlers) => {
    router
      .route(path)
      .get(...handlers)
      .all(onlyAllow('GET, HEAD'));
  };

  page(['/', '/home'], greet, show('home'));
  page('/about', requireSignIn, show('about'));
  page('/contact', requireSignIn, show('contact'));
  page('/products', show('products', { products: PRODUCTS }));
  return router;
}

function show(view, data = {}) {
  return (_req, res) => res.render(view, data);
}

/**
 * Puts into the session what a visit to the home page leaves there.
 *
 * @type {RequestHandler}
 */
const greet = async (req, _res, next) => {
  const contents = contentsAtHome(req.session);
  if (Object.keys(contents).length > 0) await addIfPossible(req, contents);
  next();
};
