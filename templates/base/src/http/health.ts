import type { RequestHandler } from 'express';
import type { SessionStore } from '../sessions/store/session-store.ts';
import { isStopping } from './stop.ts';

/** A result is reused for this long, so that nobody can flood the store through this page. */
const CACHE_MS = 1_000;

/** Tells a load balancer whether to send visitors here: 200, or 503 while the store fails or the site is stopping. */
export function health(store: SessionStore): RequestHandler {
  let result: Promise<boolean> | undefined;

  const checkStore = async () => {
    const works = await store.check().then(
      () => true,
      () => false,
    );
    setTimeout(() => {
      result = undefined;
    }, CACHE_MS).unref();
    return works;
  };

  return async (_req, res) => {
    res.set('Cache-Control', 'no-store');
    if (isStopping()) {
      res.status(503).json({ stopping: true });
      return;
    }
    // Requests at the same time share one check.
    result ??= checkStore();
    const works = await result;
    res.status(works ? 200 : 503).json({ store: works ? 'ok' : 'failing' });
  };
}
