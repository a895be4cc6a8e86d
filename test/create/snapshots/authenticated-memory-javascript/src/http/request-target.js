import { HttpError } from '../errors.js';

/** @import { RequestHandler } from 'express' */

/**
 * Refuses requests for something other than a path, such as `OPTIONS *`. No page is there.
 *
 * @type {RequestHandler}
 */
export const requirePath = (req, _res, next) => {
  if (!req.path.startsWith('/')) throw new HttpError(400);
  next();
};
