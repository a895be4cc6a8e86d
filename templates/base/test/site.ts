import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { COST } from '../src/accounts/passwords/passwords.ts';
import { createAccount, UsersFile } from '../src/accounts/users/users.ts';
import { createApp } from '../src/app.ts';
import { createHttpServer } from '../src/http/http-server.ts';
import { SITE_NAME } from '../src/settings/site.ts';
import { readSettings } from '../src/settings.ts';
import { openTestStores } from './stores.ts';

// Password hashes are expensive on purpose. The tests make many, so theirs are cheaper.
COST.ln = 8;
COST.p = 1;

// The site's log is only printed if a test fails.
const log: unknown[][] = [];
const { error } = console;
console.error = (...line) => void log.push(line);
process.on('exit', (code) => {
  if (code !== 0) for (const line of log) error(...line);
});

/**
 * Starts the site on a free port, without accounts. `env` can have the same settings as `.env`. A test with pages of
 * its own passes a function that creates them.
 */
export async function startSite(
  env: Record<string, string> = {},
  create: typeof createApp = createApp,
) {
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
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    settings,
    sessions: stores.sessions,
    usersFile: settings.usersFile,
    passwordIdOf: (userName: string) => users.read().get(userName)?.passwordId ?? '',
    /** Does the same as the script user:add. */
    setPassword: async (userName: string, password: string) => {
      const account = await createAccount(password);
      users.change((all) => all.set(userName, account));
    },
    /** Does the same as the script user:remove. */
    removeUser: (userName: string) => users.change((all) => all.delete(userName)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await stores.close();
    },
  };
}

export type Site = Awaited<ReturnType<typeof startSite>>;

/** A browser that keeps cookies, and does not follow redirects by itself. */
export class Visitor {
  readonly #url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The session cookie is `s:ID.SIGNATURE`. */
  get sessionId(): string {
    const value = decodeURIComponent(this.cookies.get(SITE_NAME) ?? '');
    return value.slice('s:'.length, value.lastIndexOf('.'));
  }

  /** Another browser with the same cookies: a thief, or a second tab that has not seen the next answer. */
  copy(): Visitor {
    const copy = new Visitor(this.#url);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
  }

  get(path: string): Promise<Response> {
    return this.request('GET', path);
  }

  post(path: string, form: Record<string, string> = {}): Promise<Response> {
    return this.request('POST', path, new URLSearchParams(form));
  }

  async request(
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
    for (const line of response.headers.getSetCookie()) this.#setCookie(line);
    return response;
  }

  #setCookie(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }
}
