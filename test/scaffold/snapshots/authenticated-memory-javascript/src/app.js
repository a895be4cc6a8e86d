import { fileURLToPath } from 'node:url';
import express from 'express';
import { accountStands } from './account-check.js';
import { refuseCrossSiteChanges } from './cross-site.js';
import { showError, unknownPage } from './errors.js';
import { neverKept, protectiveHeaders } from './headers.js';
import { health } from './health.js';
import { pages } from './pages.js';
import { sessions } from './session.js';
import { signIn } from './sign-in.js';
import { useViews } from './views.js';

/**
 * @import { Express } from 'express'
 * @import { SessionRecords } from './session-records.js'
 * @import { Settings } from './settings.js'
 * @import { UsersFile } from './users.js'
 */

/**
 * The whole site, in the order in which a request meets it.
 *
 * @param {Settings} settings
 * @param {SessionRecords} records
 * @param {UsersFile} users
 * @returns {Express}
 */
export function createApp(settings, records, users) {
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
