import { join } from 'node:path';
import express from 'express';
import { accountStands } from './accounts/account-check.js';
import { signIn } from './accounts/sign-in.js';
import { signOut } from './accounts/sign-out.js';
import { showError, unknownPage } from './errors.js';
import { refuseUnknownHosts } from './http/allowed-hosts.js';
import { refuseCrossSiteChanges } from './http/cross-site.js';
import { neverKept, protectiveHeaders } from './http/headers.js';
import { health } from './http/health.js';
import { refuseOddTargets } from './http/request-target.js';
import { useViews } from './http/views.js';
import { pages } from './pages.js';
import { sessions } from './sessions/session.js';
import { SITE_FOLDER } from './site.js';

/**
 * @import { Express } from 'express'
 * @import { UsersFile } from './accounts/users.js'
 * @import { SessionStore } from './sessions/session-store.js'
 * @import { Settings } from './settings.js'
 */

/**
 * The whole site, in the order in which a request meets it.
 *
 * @param {Settings} settings
 * @param {SessionStore} store
 * @param {UsersFile} users
 * @returns {Express}
 */
export function createApp(settings, store, users) {
  const app = express();
  app.disable('x-powered-by');
  // Pages depend on who asks, so a comparison of their content saves nobody anything.
  app.disable('etag');
  app.set('env', settings.production ? 'production' : 'development');
  app.set('trust proxy', settings.trustProxy);
  useViews(app, settings);

  app.use(protectiveHeaders(settings));
  // Under a path of their own: a page that was looked for on the disk first would take half as long again.
  app.use('/public', express.static(join(SITE_FOLDER, 'public')));
  // Browsers ask for an icon by themselves where an answer names none, as the log-out's does.
  app.get('/favicon.ico', (_req, res) => {
    res.sendStatus(204);
  });
  app.get('/healthz', health(store));
  app.use(neverKept);
  app.use(refuseOddTargets);
  app.use(refuseUnknownHosts(settings));
  app.use(refuseCrossSiteChanges);
  if (store.aroundRequests) app.use(store.aroundRequests);
  app.use(sessions(settings, store, accountStands(users, settings)));
  app.use(pages());
  app.use(signIn(settings, users, store.attempts));
  app.use(signOut(settings));
  app.use(unknownPage);
  app.use(showError);
  return app;
}
