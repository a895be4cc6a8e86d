import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../src/create/options.ts';
import { makeScratch } from '../../src/site/scratch.ts';
import { accountsText } from './accounts.ts';
import { javascriptSite } from './javascript-site.ts';
import { untilItListens } from './site.ts';

/** The built-in site as somebody would deploy it: in production, with an account, behind a proxy that ends HTTPS. */
export interface DeployedSite {
  url: string;
  process: ChildProcess;
  /** Ends it, and whatever traces it. */
  stop(): Promise<void>;
}

/** The one account. */
export const ALICE = { username: 'alice', password: 'correct horse' };

/** What the proxy adds to each request. */
export const FROM_PROXY = { 'x-forwarded-proto': 'https' };

export interface Deployment {
  redisUrl?: string;
  /** A command in front of the site's own. */
  tracer?: readonly string[];
}

/** Starts it on a store of its own. */
export async function deploySite(
  store: Store,
  { redisUrl, tracer = [] }: Deployment = {},
): Promise<DeployedSite> {
  const scratch = makeScratch();
  const entry = javascriptSite(store, scratch.path);
  if (typeof entry.command === 'string') throw new Error('It is started by a shell.');
  // Of a hash's usual cost, a thousand sign-ins would take minutes.
  lowerCost(join(entry.directory, 'src/accounts/passwords/passwords.js'));
  writeFileSync(
    join(entry.directory, 'users.json'),
    accountsText({ [ALICE.username]: ALICE.password }),
  );
  const [program = '', ...args] = [...tracer, ...entry.command];
  const child = spawn(program, args, {
    cwd: entry.directory,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      TRUST_PROXY: '1',
      STOP_DELAY: '0s',
      // Thousands of visitors come from one address here.
      SIGN_IN_FAILURES: '1000000',
      NEW_SESSIONS: '1000000',
      ...(redisUrl && {
        REDIS_URL: redisUrl,
        REDIS_PREFIX: `${randomBytes(6).toString('hex')}:`,
      }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url } = await untilItListens(child);
  return {
    url,
    process: child,
    async stop() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
      scratch.remove();
    },
  };
}

/** Signs in, and answers the session's cookie. */
export async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    headers: FROM_PROXY,
    body: new URLSearchParams({ ...ALICE, next: '/about' }),
    redirect: 'manual',
  });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .find((pair) => !pair?.includes('-device='));
  if (!cookie)
    throw new Error(`${url} answered a sign-in by ${response.status}, without a cookie.`);
  return cookie;
}

/** Has the site make hashes as cheaply; otherwise it would make this one anew at the first sign-in. */
function lowerCost(path: string): void {
  const code = readFileSync(path, 'utf8');
  const lowered = code.replace(/ln: \d+, r: 8, p: \d+ }/, 'ln: 4, r: 8, p: 1 }');
  if (lowered === code) throw new Error(`${path} does not say what a hash costs.`);
  writeFileSync(path, lowered);
}
