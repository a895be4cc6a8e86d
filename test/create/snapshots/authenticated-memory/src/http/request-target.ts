import type { RequestHandler } from 'express';
import { HttpError } from '../errors.ts';

/** Refuses requests for something other than a path, such as `OPTIONS *`. No page can be meant by them. */
export const requirePath: RequestHandler = (req, _res, next) => {
  if (!/^\//.test(req.path)) throw new HttpError(400);
  next();
};
