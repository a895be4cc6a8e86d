import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COST } from '../src/accounts/passwords.ts';
import { accountWith, UsersFile } from '../src/accounts/users.ts';
import { createApp } from '../src/app.ts';
import { createHttpServer } from '../src/http/http-server.ts';
import { openSessionStore } from '../src/sessions/open-store.ts';
import { loadDotEnv } from '../src/settings/env-file.ts';
import { readSettings } from '../src/settings.ts';

// Where the store is, stands in .env.
loadDotEnv();

// A password hash takes a fifth of a second on purpose. The tests need many, and only that they work.
COST.ln = 11;
COST.p = 1;

// What the site tells its log is no result of a test. It is shown where a test has failed.
const log: unknown[][] = [];
const { error } = console;
console.error = (...line) => void log.push(line);
process.on('exit', (code) => {
  if (code !== 0) for (const line of log) error(...line);
});

/** Opens the site's own store on a folder, or a Redis prefix, that no other test uses. */
export async function openScratchStore() {
  const directory = await mkdtemp(join(tmpdir(), 'sessions-'));
  const store = await openSessionStore({
    ...process.env,
    SESSION_DIR: join(directory, 'sessions'),
    REDIS_PREFIX: `test:${randomUUID()}:`,
  });
  return {
    directory,
    store,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Starts the site on a free port, with no users. Settings can be given as in `.env`. */
export async function startSite(env: Record<string, string> = {}) {
  const scratch = await openScratchStore();
  const settings = readSettings({
    NODE_ENV: 'development',
    SESSION_SECRET: 'a secret that only the tests know',
    USERS_FILE: join(scratch.directory, 'users.json'),
    ...env,
  });
  const users = new UsersFile(settings.usersFile);
  const app = createApp(settings, scratch.store, users);
  const server = createHttpServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    usersFile: settings.usersFile,
    /** Does what the script user:add does. */
    setPassword: async (userName: string, password: string) => {
      const account = await accountWith(password);
      users.change((all) => all.set(userName, account));
    },
    /** Does what the script user:remove does. */
    removeUser: (userName: string) => users.change((all) => all.delete(userName)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await scratch.close();
    },
  };
}

/** Somebody with a browser: keeps cookies, and follows no redirect unasked. */
export class Visitor {
  readonly #url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  get(path: string): Promise<Response> {
    return this.ask('GET', path);
  }

  post(path: string, form: Record<string, string> = {}): Promise<Response> {
    return this.ask('POST', path, new URLSearchParams(form));
  }

  async ask(
    method: string,
    path: string,
    body?: URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(new URL(path, this.#url), {
      method,
      body,
      headers: { ...headers, ...(cookie && { cookie }) },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }
}
