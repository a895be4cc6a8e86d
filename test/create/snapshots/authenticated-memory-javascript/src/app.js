import { join } from 'node:path';
import express from 'express';
import { accountPage } from './accounts/account-page/account-page.js';
import { openAccounts } from './accounts/accounts.js';
import { setPassword } from './accounts/passwords/set-password.js';
import { confirmPassword } from './accounts/recent-sign-in.js';
import { signIn } from './accounts/sign-in.js';
import { signOut } from './accounts/sign-out.js';
import { errorHandler, notFound } from './errors.js';
import { allowedHosts } from './http/allowed-hosts.js';
import { blockCrossSiteRequests } from './http/cross-site.js';
import { noStore, securityHeaders } from './http/headers.js';
import { health } from './http/health.js';
import { requirePath } from './http/request-target.js';
import { useViews } from './http/views.js';
import { pages } from './pages.js';
import { sessions } from './sessions/session.js';
import { SITE_FOLDER } from './settings/site.js';

/**
 * @import { Express, RequestHandler } from 'express'
 * @import { AttemptStore } from './accounts/limits/attempts.js'
 * @import { UsersFile } from './accounts/users/users.js'
 * @import { SessionStore } from './sessions/store/session-store.js'
 * @import { Settings } from './settings.js'
 */

/**
 * Where the site keeps what it must remember. `stores.js` opens it.
 *
 * @typedef {object} Stores
 * @property {SessionStore} sessions
 * @property {AttemptStore} attempts Counts failed sign-ins.
 * @property {RequestHandler} [middleware] Runs before anything that uses the stores: a deadline, for example.
 * @property {() => Promise<void>} close
 */

/**
 * The whole site, in the order in which a request meets it.
 *
 * @param {Settings} settings
 * @param {Stores} stores
 * @param {UsersFile} users
 * @returns {Express}
 */
export function createApp(settings, stores, users) {
  const accounts = openAccounts(settings, users, stores);
  const app = express();

  app.disable('x-powered-by');
  // Pages are never cached, so computing an ETag for each would be wasted work.
  app.disable('etag');
  app.set('env', settings.production ? 'production' : 'development');
  app.set('trust proxy', settings.trustProxy);
  useViews(app, settings);

  app.use(securityHeaders(settings));
  // Not at `/`, where each page would first be looked for on the disk.
  app.use('/public', express.static(join(SITE_FOLDER, 'public')));
  // Some browsers ask for this whatever a page says. The icon of the pages is `public/icon.svg`.
  app.get('/favicon.ico', (_req, res) => {
    res.sendStatus(204);
  });
  // Before `allowedHosts`, because load balancers may use any host name.
  app.get('/healthz', health(stores.sessions));

  // What is wrong with a request is found before anything looks for its session.
  app.use(noStore);
  app.use(requirePath);
  app.use(allowedHosts(settings));
  app.use(blockCrossSiteRequests);

  // From here on, `req.session` is the visitor's session.
  if (stores.middleware) app.use(stores.middleware);
  app.use(sessions(settings, stores.sessions, accounts.isStillValid));

  app.use(pages());
  app.use(signIn(accounts));
  app.use(signOut(settings));
  app.use(accountPage(accounts));
  app.use(confirmPassword(accounts));
  app.use(setPassword(accounts));

  app.use(notFound);
  app.use(errorHandler);
  return app;
}
