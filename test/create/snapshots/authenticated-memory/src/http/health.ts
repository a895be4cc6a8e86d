import type { RequestHandler } from 'express';
import type { SessionStore } from '../sessions/session-store.ts';
import { isStopping } from './stop.ts';

/** How long an answer of the store counts, so that nobody can flood the store by asking here. */
const FRESH_MS = 1_000;

/** Tells a load balancer whether this process can serve visitors: 200, or 503 while its session store fails, or it stops. */
export function health(store: SessionStore): RequestHandler {
  let answer: Promise<boolean> | undefined;

  /** Whether a session could be stored. */
  const askStore = async () => {
    const works = await store.check().then(
      () => true,
      () => false,
    );
    setTimeout(() => {
      answer = undefined;
    }, FRESH_MS).unref();
    return works;
  };

  return async (_req, res) => {
    res.set('Cache-Control', 'no-store');
    if (isStopping()) {
      res.status(503).json({ stopping: true });
      return;
    }
    // Whoever asks meanwhile waits for the same answer.
    answer ??= askStore();
    const works = await answer;
    res.status(works ? 200 : 503).json({ store: works ? 'ok' : 'failing' });
  };
}
