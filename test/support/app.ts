import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { UsersFile } from '../../templates/base/src/accounts/users/users.ts';
import { createApp } from '../../templates/base/src/app.ts';
import { createHttpServer } from '../../templates/base/src/http/http-server.ts';
import { readSettings } from '../../templates/base/src/settings.ts';
import { listen } from './listen.ts';
import { type OpenedStore, openStore, scratchSettings, storesOf } from './records.ts';
import { scratchFolder } from './scratch.ts';

/** Starts the generated site in this process, on a free port until the running test ends, and answers its URL. */
export async function startApp(
  env: Record<string, string> = {},
  records?: OpenedStore,
): Promise<string> {
  const store = records ?? (await openStore('memory', scratchSettings()));
  const settings = readSettings({
    NODE_ENV: 'development',
    SESSION_SECRET: 'only for tests '.repeat(3),
    ...env,
  });
  const users = new UsersFile(env.USERS_FILE ?? join(scratchFolder(), 'users.json'));
  onTestFinished(() => store.close());
  const app = createApp(settings, storesOf(store), users);
  return `http://127.0.0.1:${await listen(createHttpServer(app))}`;
}
