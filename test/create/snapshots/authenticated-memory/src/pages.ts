import { type RequestHandler, Router } from 'express';
import { requireSignIn } from './accounts/sign-in.ts';
import { methodNotAllowed } from './errors.ts';
import { contentsAtHome } from './sessions/contents.ts';
import { addIfPossible } from './sessions/session.ts';

const PRODUCTS = ['Sofas', 'Chairs', 'Tables', 'Swings'];

/** The pages of the site, except for signing in and out. */
export function pages(): Router {
  const router = Router();
  const page = (path: string | string[], ...handlers: RequestHandler[]) => {
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

function show(view: string, data: object = {}): RequestHandler {
  return (_req, res) => res.render(view, data);
}

/** Adds to the session whatever `contents.ts` says a visit to the home page adds. */
const addHomeContents: RequestHandler = async (req, _res, next) => {
  const contents = contentsAtHome(req.session);
  if (Object.keys(contents).length > 0) await addIfPossible(req, contents);
  next();
};
