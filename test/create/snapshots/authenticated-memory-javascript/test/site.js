import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountWith, UsersFile } from '../src/accounts/users.js';
import { createApp } from '../src/app.js';
import { createHttpServer } from '../src/http/http-server.js';
import { openSessionStore } from '../src/sessions/open-store.js';
import { loadDotEnv } from '../src/settings/env-file.js';
import { readSettings } from '../src/settings.js';

// Where the store is, stands in .env.
loadDotEnv();

// What the site tells its log is no result of a test. It is shown where a test has failed.
const log = [];
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

/**
 * Starts the site on a free port, with no users. Settings can be given as in `.env`.
 *
 * @param {Record<string, string>} [env]
 */
export async function startSite(env = {}) {
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
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    usersFile: settings.usersFile,
    /**
     * Does what the script user:add does.
     *
     * @param {string} userName
     * @param {string} password
     */
    setPassword: async (userName, password) => {
      const account = await accountWith(password);
      users.change((all) => all.set(userName, account));
    },
    /**
     * Does what the script user:remove does.
     *
     * @param {string} userName
     */
    removeUser: (userName) => users.change((all) => all.delete(userName)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await scratch.close();
    },
  };
}

/** Somebody with a browser: keeps cookies, and follows no redirect unasked. */
export class Visitor {
  #url;
  /** @type {Map<string, string>} */
  cookies = new Map();

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  get(path) {
    return this.ask('GET', path);
  }

  post(path, form = {}) {
    return this.ask('POST', path, new URLSearchParams(form));
  }

  async ask(method, path, body, headers = {}) {
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

  #keep(line) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }
}
