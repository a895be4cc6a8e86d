import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { HttpError } from '../errors.js';

/**
 * @import { RequestHandler } from 'express'
 * @import { Store } from 'express-rate-limit'
 * @import { SignInLimit } from '../settings.js'
 */

/**
 * Makes the place where attempts of one kind are counted.
 *
 * @typedef {(kind: string) => Store} AttemptStores
 */

/**
 * Lets nobody guess passwords: after so many failures, an address, and a name from whatever address, has to wait.
 * A sign-in counts until it has succeeded, so that a thousand guesses at once are no way around it. Without `stores`,
 * each process counts for itself.
 *
 * @param {SignInLimit} signInLimit
 * @param {AttemptStores | undefined} stores
 * @returns {RequestHandler[]}
 */
export function limitSignIns({ failures, window }, stores) {
  const limitBy = (kind, keyGenerator) =>
    rateLimit({
      limit: failures,
      windowMs: window,
      keyGenerator,
      store: stores?.(kind),
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_req, res) => res.statusCode !== 422,
      standardHeaders: false,
      legacyHeaders: false,
      handler: (_req, res, next) => {
        res.set('Retry-After', String(Math.ceil(window / 1000)));
        next(new HttpError(429));
      },
    });
  return [
    limitBy('address', (req) => ipKeyGenerator(req.ip ?? '')),
    limitBy('name', (req) => String(req.body?.username ?? '').trim()),
  ];
}
