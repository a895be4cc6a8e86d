import { resolve } from 'node:path';
import { readAllowedHosts } from './settings/hosts.ts';
import { readTrustedProxies, type TrustedProxies } from './settings/proxies.ts';
import { SITE_FOLDER } from './settings/site.ts';
import { readDuration, readInteger, readList, SettingError } from './settings/values.ts';

export { SettingError };

/** Everything that can differ between machines. It is read from the environment and from `.env`. */
export interface Settings {
  /** True unless `npm run dev` started the site. */
  production: boolean;
  host: string;
  port: number;
  /** The host names that visitors may use for this site: see `allowed-hosts.ts`. */
  allowedHosts: string[];
  /** How long the site keeps serving after it is asked to stop, in milliseconds: see `stop.ts`. */
  stopDelay: number;
  /** The first secret signs new cookies. Cookies signed with the others are still accepted. */
  sessionSecrets: string[];
  lifetimes: Lifetimes;
  signInLimit: SignInLimit;
  /** How many anonymous sessions one address may start in ten minutes. */
  newSessions: number;
  trustProxy: TrustedProxies;
  /** The path of the file with the accounts. */
  usersFile: string;
}

/** How long a session lasts, in milliseconds. */
export interface Lifetimes {
  /** Without a request. */
  idle: number;
  /** After the sign-in, no matter how many requests follow. Anonymous sessions have no such limit. */
  absolute: number;
}

/** How many sign-ins may fail within `window` milliseconds. */
export interface SignInLimit {
  failures: number;
  window: number;
}

/** Reads and checks every setting, so that a wrong one stops the site at its start. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  // Anything but "development" is production: forgetting NODE_ENV on a server must not open the site to everyone.
  const production = env.NODE_ENV !== 'development';
  const stopDelay = readDuration(env, 'STOP_DELAY', { default: '5s', min: '0s', max: '5m' });
  return {
    production,
    // A site in development should not be reachable from other machines.
    host: env.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    port: readInteger(env, 'PORT', { default: '3000', min: '0', max: '65535' }),
    allowedHosts: readAllowedHosts(env),
    // In development there is no load balancer to wait for.
    stopDelay: production ? stopDelay : 0,
    sessionSecrets: readSecrets(env),
    // Browsers keep no cookie for longer than 400 days.
    lifetimes: {
      idle: readDuration(env, 'SESSION_IDLE', { default: '2h', min: '1s', max: '400d' }),
      absolute: readDuration(env, 'SESSION_ABSOLUTE', { default: '7d', min: '1s', max: '400d' }),
    },
    signInLimit: {
      failures: readInteger(env, 'SIGN_IN_FAILURES', { default: '10', min: '1', max: '1000000' }),
      window: readDuration(env, 'SIGN_IN_WINDOW', { default: '3m', min: '1s', max: '7d' }),
    },
    newSessions: readInteger(env, 'NEW_SESSIONS', { default: '300', min: '1', max: '1000000' }),
    trustProxy: readTrustedProxies(env),
    usersFile: usersFilePath(env),
  };
}

/** A relative path starts at the site's folder, not at the folder where the site was started. */
export function usersFilePath(env: NodeJS.ProcessEnv): string {
  return resolve(SITE_FOLDER, env.USERS_FILE || 'users.json');
}

const MAKE_SECRET = `node -p "require('node:crypto').randomBytes(32).toString('base64url')"`;

function readSecrets(env: NodeJS.ProcessEnv): string[] {
  const secrets = readList(env, 'SESSION_SECRET');
  // 32 characters of base64 hold 192 bits. Anyone who guesses a shorter secret can forge cookies.
  if (secrets.length > 0 && secrets.every((secret) => secret.length >= 32)) return secrets;
  throw new SettingError(
    'SESSION_SECRET',
    'one or more random strings of at least 32 characters, separated by commas',
    ` To make one: ${MAKE_SECRET}`,
  );
}
