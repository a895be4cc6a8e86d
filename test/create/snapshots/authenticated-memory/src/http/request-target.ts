import type { RequestHandler } from 'express';
import { HttpError } from '../errors.ts';

/** Refuses to look for what is no path, such as `*`: there is no such page, and no session for it either. */
export const refuseOddTargets: RequestHandler = (req, _res, next) => {
  if (!/^\//.test(req.path)) throw new HttpError(400);
  next();
};
