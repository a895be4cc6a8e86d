/**
 * @import { RequestHandler } from 'express'
 * @import { SessionRecords } from './session-records.js'
 */

/**
 * Tells a load balancer whether this process can serve visitors: 200, or 503 while its session store fails.
 *
 * @param {SessionRecords} records
 * @returns {RequestHandler}
 */
export function health(records) {
  return async (_req, res) => {
    const works = await records.check().then(
      () => true,
      () => false,
    );
    res.set('Cache-Control', 'no-store');
    res.status(works ? 200 : 503).json({ store: works ? 'ok' : 'failing' });
  };
}
