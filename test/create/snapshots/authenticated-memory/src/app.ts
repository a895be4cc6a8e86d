import { join } from 'node:path';
import express, { type Express } from 'express';
import { accountStands } from './accounts/account-check.ts';
import { signIn } from './accounts/sign-in.ts';
import { signOut } from './accounts/sign-out.ts';
import type { UsersFile } from './accounts/users.ts';
import { showError, unknownPage } from './errors.ts';
import { refuseUnknownHosts } from './http/allowed-hosts.ts';
import { refuseCrossSiteChanges } from './http/cross-site.ts';
import { neverKept, protectiveHeaders } from './http/headers.ts';
import { health } from './http/health.ts';
import { refuseOddTargets } from './http/request-target.ts';
import { useViews } from './http/views.ts';
import { pages } from './pages.ts';
import { sessions } from './sessions/session.ts';
import type { SessionStore } from './sessions/session-store.ts';
import type { Settings } from './settings.ts';
import { SITE_FOLDER } from './site.ts';

/** The whole site, in the order in which a request meets it. */
export function createApp(settings: Settings, store: SessionStore, users: UsersFile): Express {
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
