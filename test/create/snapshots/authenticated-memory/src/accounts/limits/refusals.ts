import type { Request, Response } from 'express';
import { addressKey } from '../../http/address-key.ts';
import { report } from '../security-events.ts';
import type { DeviceOwner } from './device-cookie.ts';

/** Whether the password was right. If it was not checked: the answer to give, with the seconds to wait. */
export type SignInResult =
  | 'right'
  | 'wrong'
  | { status: number; message: string; retryAfter: number };

export const TOO_BUSY = {
  status: 503,
  message: 'Too many people are signing in right now. Please try again in a few seconds.',
  retryAfter: 5,
};

/** Says how long to wait, given the times until each limit allows another failure. */
export function tooManyFailures(waits: number[]): SignInResult {
  const retryAfter = Math.ceil(Math.max(...waits) / 1000);
  const time = retryAfter > 60 ? `${Math.ceil(retryAfter / 60)} minutes` : 'a minute';
  return {
    status: 429,
    message: `Too many sign-ins have failed. Please try again in ${time}.`,
    retryAfter,
  };
}

/** Sets the status and headers for a password that was refused, and returns the message for the visitor. */
export function refuse(
  res: Response,
  result: Exclude<SignInResult, 'right'>,
  wrongPassword: string,
): string {
  if (result === 'wrong') {
    res.status(422);
    return wrongPassword;
  }
  res.status(result.status).set('Retry-After', String(result.retryAfter));
  return result.message;
}

/** Reports a password that was refused, without the password. */
export function reportRefusal(
  req: Request,
  { name, passwordId }: DeviceOwner,
  result: SignInResult,
): void {
  const address = addressKey(req.ip);
  // A name without an account may be a password, typed into the wrong field.
  const visitor = { address, ...(passwordId !== undefined && { name }) };
  if (result === 'wrong') report({ event: 'sign-in-refused', ...visitor });
  else if (result !== 'right' && result.status === 429)
    report({ event: 'limit-reached', ...visitor });
}
