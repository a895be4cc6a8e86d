import { HttpError } from '../errors.js';

/** @import { RequestHandler } from 'express' */

/**
 * Refuses to look for what is no path, such as `*`: there is no such page, and no session for it either.
 *
 * @type {RequestHandler}
 */
export const refuseOddTargets = (req, _res, next) => {
  if (!/^\//.test(req.path)) throw new HttpError(400);
  next();
};
