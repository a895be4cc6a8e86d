import { Router } from 'express';
import { requireSignIn } from './accounts/sign-in.js';
import { methodNotAllowed } from './errors.js';
import { contentsAtHome } from './sessions/contents.js';
import { addIfPossible } from './sessions/session.js';

/** @import { RequestHandler } from 'express' */

const PRODUCTS = ['Sofas', 'Chairs', 'Tables', 'Swings'];

/**
 * The pages of the site, except for signing in and out.
 *
 * @returns {Router}
 */
export function pages() {
  const router = Router();
  const page = (path, ...handlers) => {
    router
      .route(path)
      .get(...handlers)
      .all(methodNotAllowed('GET, HEAD'));
  };

  page(['/', '/home'], addHomeContents, show('home'));
  page('/about', requireSignIn, show('about'));
  page('/contact', requireSignIn, show('contact'));
  page('/products', show('products', { products: PRODUCTS }));
  return router;
}

function show(view, data = {}) {
  return (_req, res) => res.render(view, data);
}

/**
 * Adds to the session whatever `contents.js` says a visit to the home page adds.
 *
 * @type {RequestHandler}
 */
const addHomeContents = async (req, _res, next) => {
  const contents = contentsAtHome(req.session);
  if (Object.keys(contents).length > 0) await addIfPossible(req, contents);
  next();
};
