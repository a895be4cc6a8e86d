import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COST } from '../src/accounts/passwords/passwords.js';
import { createAccount, UsersFile } from '../src/accounts/users/users.js';
import { createApp } from '../src/app.js';
import { createHttpServer } from '../src/http/http-server.js';
import { loadDotEnv } from '../src/settings/env-file.js';
import { readSettings } from '../src/settings.js';
import { openStores } from '../src/stores.js';

// .env says where the stores are.
loadDotEnv();

// Password hashes are expensive on purpose. The tests make many, so theirs are cheaper.
COST.ln = 11;
COST.p = 1;

// The site's log is only printed if a test fails.
const log = [];
const { error } = console;
console.error = (...line) => void log.push(line);
process.on('exit', (code) => {
  if (code !== 0) for (const line of log) error(...line);
});

/** Opens the site's stores in a folder of their own, or with a Redis prefix of their own. */
export async function openTestStores() {
  const directory = await mkdtemp(join(tmpdir(), 'sessions-'));
  const stores = await openStores({
    ...process.env,
    SESSION_DIR: join(directory, 'sessions'),
    REDIS_PREFIX: `test:${randomUUID()}:`,
  });
  return {
    ...stores,
    directory,
    close: async () => {
      await stores.close();
      await rm(directory, { recursive: true });
    },
  };
}

/**
 * Starts the site on a free port, without accounts. `env` can have the same settings as `.env`.
 *
 * @param {Record<string, string>} [env]
 */
export async function startSite(env = {}) {
  const stores = await openTestStores();
  const settings = readSettings({
    NODE_ENV: 'development',
    SESSION_SECRET: 'a secret that only the tests know',
    USERS_FILE: join(stores.directory, 'users.json'),
    ...env,
  });
  const users = new UsersFile(settings.usersFile);
  const server = createHttpServer(createApp(settings, stores, users)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    settings,
    usersFile: settings.usersFile,
    passwordIdOf: (userName) => users.read().get(userName)?.passwordId ?? '',
    /**
     * Does the same as the script user:add.
     *
     * @param {string} userName
     * @param {string} password
     */
    setPassword: async (userName, password) => {
      const account = await createAccount(password);
      users.change((all) => all.set(userName, account));
    },
    /**
     * Does the same as the script user:remove.
     *
     * @param {string} userName
     */
    removeUser: (userName) => users.change((all) => all.delete(userName)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await stores.close();
    },
  };
}

/** A browser that keeps cookies, and does not follow redirects by itself. */
export class Visitor {
  #url;
  /** @type {Map<string, string>} */
  cookies = new Map();

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  get(path) {
    return this.request('GET', path);
  }

  post(path, form = {}) {
    return this.request('POST', path, new URLSearchParams(form));
  }

  async request(method, path, body, headers = {}) {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(new URL(path, this.#url), {
      method,
      body,
      headers: { ...headers, ...(cookie && { cookie }) },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) this.#setCookie(line);
    return response;
  }

  #setCookie(line) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }
}
