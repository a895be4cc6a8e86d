import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { accountStands } from './account-check.ts';
import { refuseCrossSiteChanges } from './cross-site.ts';
import { showError, unknownPage } from './errors.ts';
import { neverKept, protectiveHeaders } from './headers.ts';
import { health } from './health.ts';
import { pages } from './pages.ts';
import { sessions } from './session.ts';
import type { SessionRecords } from './session-records.ts';
import type { Settings } from './settings.ts';
import { signIn } from './sign-in.ts';
import type { UsersFile } from './users.ts';
import { useViews } from './views.ts';

/** The whole site, in the order in which a request meets it. */
export function createApp(settings: Settings, records: SessionRecords, users: UsersFile): Express {
  const app = express();
  app.disable('x-powered-by');
  // Pages depend on who asks, so a comparison of their content saves nobody anything.
  app.disable('etag');
  app.set('trust proxy', settings.trustProxy);
  useViews(app, settings);

  app.use(protectiveHeaders(settings));
  // Under a path of their own: a page that was looked for on the disk first would take half as long again.
  app.use('/public', express.static(fileURLToPath(new URL('../public', import.meta.url))));
  // Browsers ask for an icon by themselves where an answer names none, as the log-out's does.
  app.get('/favicon.ico', (_req, res) => {
    res.sendStatus(204);
  });
  app.get('/healthz', health(records));
  app.use(neverKept);
  app.use(refuseCrossSiteChanges);
  app.use(sessions(settings, records, accountStands(users, settings)));
  app.use(pages());
  app.use(signIn(settings, users, records.attempts));
  app.use(unknownPage);
  app.use(showError);
  return app;
}
