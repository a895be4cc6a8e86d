import type { Server } from 'node:http';
import { UsersFile } from './accounts/users.ts';
import { whoMaySignIn } from './accounts/who-may-sign-in.ts';
import { createApp } from './app.ts';
import { createHttpServer } from './http/http-server.ts';
import { stopOnSignals } from './http/stop.ts';
import { openSessionStore } from './sessions/open-store.ts';
import { DotEnvError, loadDotEnv } from './settings/env-file.ts';
import { readSettings, SettingError } from './settings.ts';

try {
  loadDotEnv();
  const settings = readSettings(process.env);
  const store = await openSessionStore(process.env);
  const users = new UsersFile(settings.usersFile);
  const server = createHttpServer(createApp(settings, store, users));

  server.on('error', async (error) => {
    console.error(
      `Cannot listen on ${settings.host}:${settings.port} (${error.message}). Set another HOST or PORT in .env.`,
    );
    process.exitCode = 1;
    await store.close();
  });
  server.listen(settings.port, settings.host, () => {
    console.log(`MyApp is at ${urlOf(server)}`);
    console.log(`Sessions are kept ${store.description}.`);
    console.log(signInNotice(users, settings.production));
  });
  stopOnSignals(server, store, settings.stopDelay);
} catch (error) {
  if (!(error instanceof SettingError || error instanceof DotEnvError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** While the users cannot be read, pages that need none are served all the same. */
function signInNotice(users: UsersFile, production: boolean): string {
  try {
    return whoMaySignIn(users, !production).notice;
  } catch (error) {
    return `Nobody can sign in. ${error instanceof Error ? error.message : error}`;
  }
}

/** With port 0 the system chose one, so the server is asked where it is. */
function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
