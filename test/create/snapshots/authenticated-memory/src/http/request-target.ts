import type { RequestHandler } from 'express';
import { HttpError } from '../errors.ts';

/** Refuses requests for something other than a path, such as `OPTIONS *`. No page is there. */
export const requirePath: RequestHandler = (req, _res, next) => {
  if (!req.path.startsWith('/')) throw new HttpError(400);
  next();
};
