import { logSecurityEvents } from './accounts/security-events.js';
import { reportChangedAccounts } from './accounts/users/changed-accounts.js';
import { UsersFile } from './accounts/users/users.js';
import { whoMaySignIn } from './accounts/who-may-sign-in.js';
import { createApp } from './app.js';
import { createHttpServer } from './http/http-server.js';
import { stopOnSignals } from './http/stop.js';
import { DotEnvError, loadDotEnv } from './settings/env-file.js';
import { BRAND } from './settings/site.js';
import { readSettings, SettingError } from './settings.js';
import { openStores } from './stores.js';

/** @import { Server } from 'node:http' */

try {
  loadDotEnv();
  const settings = readSettings(process.env);
  const stores = await openStores(process.env);
  logSecurityEvents(settings.production);
  const users = new UsersFile(settings.usersFile, reportChangedAccounts);
  const server = createHttpServer(createApp(settings, stores, users));

  server.on('error', async (error) => {
    console.error(
      `Cannot listen on ${settings.host}:${settings.port} (${error.message}). Set another HOST or PORT in .env.`,
    );
    process.exitCode = 1;
    await stores.close();
  });
  server.listen(settings.port, settings.host, () => {
    console.log(`${BRAND} is at ${urlOf(server)}`);
    console.log(`Sessions are kept ${stores.sessions.description}.`);
    console.log(signInNotice(users, settings.production));
  });
  stopOnSignals(server, settings.stopDelay, () => stores.close());
} catch (error) {
  if (!(error instanceof SettingError || error instanceof DotEnvError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/**
 * Says who may sign in. If users.json cannot be read, the site starts anyway: most pages need no account.
 *
 * @param {UsersFile} users
 * @param {boolean} production
 * @returns {string}
 */
function signInNotice(users, production) {
  try {
    return whoMaySignIn(users, !production).notice;
  } catch (error) {
    return `Nobody can sign in. ${error instanceof Error ? error.message : error}`;
  }
}

/** With these as HOST, the site listens on all addresses of the machine. A browser cannot open them. */
const ALL_ADDRESSES = ['0.0.0.0', '::'];

/**
 * The address to open. With PORT=0, the system chooses the port.
 *
 * @param {Server} server
 * @returns {string}
 */
function urlOf(server) {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  if (ALL_ADDRESSES.includes(address.address)) return `http://localhost:${address.port}`;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
