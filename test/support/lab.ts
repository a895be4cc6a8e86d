import { createServer } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { onTestFinished } from 'vitest';
import { errorHandler } from '../../templates/base/src/errors.ts';
import { useViews } from '../../templates/base/src/http/views.ts';
import { sessions } from '../../templates/base/src/sessions/session.ts';
import { readSettings } from '../../templates/base/src/settings.ts';
import { listen } from './listen.ts';
import type { OpenedStore } from './records.ts';

/** The settings of the sites in a lab. */
export function labSettings(env: Record<string, string> = {}) {
  return readSettings({
    NODE_ENV: 'development',
    SESSION_SECRET: 'only for tests '.repeat(3),
    ...env,
  });
}

/** The generated site's sessions under routes of a test's own, on a free port. */
export async function startLab(
  records: OpenedStore,
  routes: Record<string, RequestHandler>,
  env: Record<string, string> = {},
): Promise<string> {
  const settings = labSettings(env);
  const app: Express = express();
  app.set('trust proxy', settings.trustProxy);
  useViews(app, settings);
  if (records.middleware) app.use(records.middleware);
  app.use(sessions(settings, records, () => true));
  for (const [path, handler] of Object.entries(routes)) app.get(path, handler);
  app.use(errorHandler);
  onTestFinished(() => records.close());
  const port = await listen(createServer(app));
  return `http://127.0.0.1:${port}`;
}
