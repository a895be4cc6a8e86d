import express from 'express';

/** @import { Request } from 'express' */

/** Put this in front of a route that a form is sent to. */
export const parseForm = express.urlencoded({ extended: false, limit: '10kb' });

/**
 * What a form says in a field. A field that is missing, or sent more than once, counts as empty.
 *
 * @param {Request} req
 * @param {string} name
 * @returns {string}
 */
export function fieldIn(req, name) {
  const value = req.body?.[name];
  return typeof value === 'string' ? value : '';
}
