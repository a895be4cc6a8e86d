import { once } from 'node:events';
import { join } from 'node:path';
import { COST } from '../src/accounts/passwords/passwords.js';
import { createAccount, UsersFile } from '../src/accounts/users/users.js';
import { createApp } from '../src/app.js';
import { createHttpServer } from '../src/http/http-server.js';
import { SITE_NAME } from '../src/settings/site.js';
import { readSettings } from '../src/settings.js';
import { openTestStores } from './stores.js';

// Password hashes are expensive on purpose. The tests make many, so theirs are cheaper.
COST.ln = 8;
COST.p = 1;

// The site's log is only printed if a test fails.
const log = [];
const { error } = console;
console.error = (...line) => void log.push(line);
process.on('exit', (code) => {
  if (code !== 0) for (const line of log) error(...line);
});

/**
 * Starts the site on a free port, without accounts. `env` can have the same settings as `.env`. A test with pages of
 * its own passes a function that creates them.
 *
 * @param {Record<string, string>} [env]
 * @param {typeof createApp} [create]
 */
export async function startSite(env = {}, create = createApp) {
  const stores = await openTestStores(env);
  const settings = readSettings({
    NODE_ENV: 'development',
    SESSION_SECRET: 'a secret that only the tests know',
    USERS_FILE: join(stores.directory, 'users.json'),
    ...env,
  });
  const users = new UsersFile(settings.usersFile);
  const server = createHttpServer(create(settings, stores, users)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    settings,
    sessions: stores.sessions,
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

  /**
   * The session cookie is `s:ID.SIGNATURE`.
   *
   * @returns {string}
   */
  get sessionId() {
    const value = decodeURIComponent(this.cookies.get(SITE_NAME) ?? '');
    return value.slice('s:'.length, value.lastIndexOf('.'));
  }

  /**
   * Another browser with the same cookies: a thief, or a second tab that has not seen the next answer.
   *
   * @returns {Visitor}
   */
  copy() {
    const copy = new Visitor(this.#url);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
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
