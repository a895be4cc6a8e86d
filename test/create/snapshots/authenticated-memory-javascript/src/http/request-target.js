import { HttpError } from '../errors.js';

/** @import { RequestHandler } from 'express' */

/**
 * Refuses requests for something other than a path, such as `OPTIONS *`. No page can be meant by them.
 *
 * @type {RequestHandler}
 */
export const requirePath = (req, _res, next) => {
  if (!/^\//.test(req.path)) throw new HttpError(400);
  next();
};
