import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit';
import { HttpError } from '../errors.ts';
import type { SignInLimit } from '../settings.ts';

/** Makes the place where attempts of one kind are counted. */
export type AttemptStores = (kind: string) => Store;

/**
 * Lets nobody guess passwords: after so many failures, an address, and a name from whatever address, has to wait.
 * A sign-in counts until it has succeeded, so that a thousand guesses at once are no way around it. Without `stores`,
 * each process counts for itself.
 */
export function limitSignIns(
  { failures, window }: SignInLimit,
  stores: AttemptStores | undefined,
): RequestHandler[] {
  const limitBy = (kind: string, keyGenerator: (req: Request) => string) =>
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
