import { addressKey } from '../../http/address-key.js';
import { report } from '../security-events.js';

/**
 * @import { Request, Response } from 'express'
 * @import { DeviceOwner } from './device-cookie.js'
 */

/**
 * Whether the password was right. If it was not checked: the answer to give, with the seconds to wait.
 *
 * @typedef {'right' | 'wrong' | { status: number, message: string, retryAfter: number }} SignInResult
 */

export const TOO_BUSY = {
  status: 503,
  message: 'Too many people are signing in right now. Please try again in a few seconds.',
  retryAfter: 5,
};

/**
 * Says how long to wait, given the times until each limit allows another failure.
 *
 * @param {number[]} waits
 * @returns {SignInResult}
 */
export function tooManyFailures(waits) {
  const retryAfter = Math.ceil(Math.max(...waits) / 1000);
  const time = retryAfter > 60 ? `${Math.ceil(retryAfter / 60)} minutes` : 'a minute';
  return {
    status: 429,
    message: `Too many sign-ins have failed. Please try again in ${time}.`,
    retryAfter,
  };
}

/**
 * Sets the status and headers for a password that was refused, and returns the message for the visitor.
 *
 * @param {Response} res
 * @param {Exclude<SignInResult, 'right'>} result
 * @param {string} wrongPassword
 * @returns {string}
 */
export function refuse(res, result, wrongPassword) {
  if (result === 'wrong') {
    res.status(422);
    return wrongPassword;
  }
  res.status(result.status).set('Retry-After', String(result.retryAfter));
  return result.message;
}

/**
 * Reports a password that was refused, without the password.
 *
 * @param {Request} req
 * @param {DeviceOwner} deviceOwner
 * @param {SignInResult} result
 */
export function reportRefusal(req, { name, passwordId }, result) {
  const address = addressKey(req.ip);
  // A name without an account may be a password, typed into the wrong field.
  const visitor = { address, ...(passwordId !== undefined && { name }) };
  if (result === 'wrong') report({ event: 'sign-in-refused', ...visitor });
  else if (result !== 'right' && result.status === 429)
    report({ event: 'limit-reached', ...visitor });
}
