import { randomBytes, scryptSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credentials, DEFAULT_USER } from '../../flows/flow.ts';
import type { Site } from '../site.ts';

/**
 * A site that `create` made, as it runs in production behind an HTTPS proxy, and not as in development: with the
 * settings of production, and with a temporary account in a temporary file.
 *
 * @param folder a folder that is removed when the run ends
 * @param given an account of the site; undefined: an account is made
 */
export function inProduction(
  site: Site,
  folder: string,
  given: Credentials | undefined,
): { site: Site; credentials: Credentials } {
  if ('url' in site.entry) throw new Error('A site that runs already runs as it was started');
  const credentials = given ?? {
    user: DEFAULT_USER,
    password: randomBytes(12).toString('base64url'),
  };
  const env = {
    ...site.entry.env,
    ...PRODUCTION,
    ...(!given && { USERS_FILE: usersFile(folder, credentials) }),
  };
  const entry = { ...site.entry, env };
  // With accounts, its sessions hold more than the flows for the built-in site expect.
  return {
    site: { ...site, kind: 'generated', entry, behindProxy: true, hasOwnAccount: !given },
    credentials,
  };
}

const PRODUCTION = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  TRUST_PROXY: '1',
  ALLOWED_HOSTS: '127.0.0.1,localhost',
  STOP_DELAY: '0s',
};

function usersFile(folder: string, { user, password }: Credentials): string {
  const path = join(folder, 'users.json');
  const account = { hash: hashOf(password), passwordId: randomBytes(16).toString('base64url') };
  writeFileSync(path, JSON.stringify({ [user]: account }), { mode: 0o600 });
  return path;
}

/** As the site's own passwords.ts hashes, with the same cost: with a lower cost, the first sign-in would hash again. */
function hashOf(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 });
  return `$scrypt$ln=14,r=8,p=5$${salt.toString('base64url')}$${key.toString('base64url')}`;
}
