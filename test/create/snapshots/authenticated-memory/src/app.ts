import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { accountPage } from './accounts/account-page/account-page.ts';
import { openAccounts } from './accounts/accounts.ts';
import type { AttemptStore } from './accounts/limits/attempts.ts';
import { setPassword } from './accounts/passwords/set-password.ts';
import { confirmPassword } from './accounts/recent-sign-in.ts';
import { signIn } from './accounts/sign-in.ts';
import { signOut } from './accounts/sign-out.ts';
import type { UsersFile } from './accounts/users/users.ts';
import { errorHandler, notFound } from './errors.ts';
import { allowedHosts } from './http/allowed-hosts.ts';
import { blockCrossSiteRequests } from './http/cross-site.ts';
import { noStore, securityHeaders } from './http/headers.ts';
import { health } from './http/health.ts';
import { requirePath } from './http/request-target.ts';
import { useViews } from './http/views.ts';
import { pages } from './pages.ts';
import { sessions } from './sessions/session.ts';
import type { SessionStore } from './sessions/store/session-store.ts';
import { SITE_FOLDER } from './settings/site.ts';
import type { Settings } from './settings.ts';

/** Where the site keeps what it must remember. `stores.ts` opens it. */
export interface Stores {
  sessions: SessionStore;
  /** Counts failed sign-ins. */
  attempts: AttemptStore;
  /** Runs before anything that uses the stores: a deadline, for example. */
  middleware?: RequestHandler;
  close(): Promise<void>;
}

/** The whole site, in the order in which a request meets it. */
export function createApp(settings: Settings, stores: Stores, users: UsersFile): Express {
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
