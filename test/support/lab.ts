import { createServer } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { onTestFinished } from 'vitest';
import { sessions } from '../../templates/base/src/sessions/session.ts';
import type { SessionStore } from '../../templates/base/src/sessions/session-store.ts';
import { readSettings } from '../../templates/base/src/settings.ts';
import { listen } from './listen.ts';

/** The generated site's sessions under routes of a test's own, on a free port. */
export async function startLab(
  records: SessionStore,
  routes: Record<string, RequestHandler>,
): Promise<string> {
  const app: Express = express();
  if (records.aroundRequests) app.use(records.aroundRequests);
  app.use(
    sessions(
      readSettings({ NODE_ENV: 'development', SESSION_SECRET: 'only for tests '.repeat(3) }),
      records,
      () => true,
    ),
  );
  for (const [path, handler] of Object.entries(routes)) app.get(path, handler);
  onTestFinished(() => records.close());
  const port = await listen(createServer(app));
  return `http://127.0.0.1:${port}`;
}
