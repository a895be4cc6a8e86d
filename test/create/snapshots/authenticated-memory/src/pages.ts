import { type RequestHandler, Router } from 'express';
import { requireSignIn } from './accounts/sign-in.ts';
import { onlyAllow } from './errors.ts';
import { contentsAtHome } from './sessions/contents.ts';
import { addIfPossible } from './sessions/session.ts';

const PRODUCTS = ['Sofas', 'Chairs', 'Tables', 'Swings'];

/** The pages that a visitor reads. */
export function pages(): Router {
  const router = Router();
  const page = (path: string | string[], ...handlers: RequestHandler[]) => {
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

function show(view: string, data: object = {}): RequestHandler {
  return (_req, res) => res.render(view, data);
}

/** Puts into the session what a visit to the home page leaves there. */
const greet: RequestHandler = async (req, _res, next) => {
  const contents = contentsAtHome(req.session);
  if (Object.keys(contents).length > 0) await addIfPossible(req, contents);
  next();
};
