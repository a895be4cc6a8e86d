import type { RequestHandler } from 'express';
import type { SessionStore } from '../sessions/session-store.ts';

/** Tells a load balancer whether this process can serve visitors: 200, or 503 while its session store fails. */
export function health(store: SessionStore): RequestHandler {
  return async (_req, res) => {
    const works = await store.check().then(
      () => true,
      () => false,
    );
    res.set('Cache-Control', 'no-store');
    res.status(works ? 200 : 503).json({ store: works ? 'ok' : 'failing' });
  };
}
