import type { RequestHandler } from 'express';
import type { SessionRecords } from './session-records.ts';

/** Tells a load balancer whether this process can serve visitors: 200, or 503 while its session store fails. */
export function health(records: SessionRecords): RequestHandler {
  return async (_req, res) => {
    const works = await records.check().then(
      () => true,
      () => false,
    );
    res.set('Cache-Control', 'no-store');
    res.status(works ? 200 : 503).json({ store: works ? 'ok' : 'failing' });
  };
}
