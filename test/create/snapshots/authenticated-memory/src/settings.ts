import { resolve } from 'node:path';
import { readAllowedHosts } from './settings/hosts.ts';
import { readTrustedProxies, type TrustedProxies } from './settings/proxies.ts';
import { readCount, readDuration, readList, SettingError } from './settings/values.ts';
import { SITE_FOLDER } from './site.ts';

export { SettingError };

/** What differs from one machine to the next. It comes from the environment, or from `.env`. */
export interface Settings {
  /** Everywhere but in what `npm run dev` starts. */
  production: boolean;
  host: string;
  port: number;
  /** Names under which visitors may reach the site: see `allowed-hosts.ts`. */
  allowedHosts: string[];
  /** How long the site goes on after it was asked to stop, in milliseconds: see `stop.ts`. */
  stopDelay: number;
  /** The first one signs new cookies; the others are still accepted. */
  sessionSecrets: string[];
  lifetimes: Lifetimes;
  signInLimit: SignInLimit;
  /** How many anonymous sessions one address may begin in ten minutes. */
  newSessions: number;
  trustProxy: TrustedProxies;
  /** The file that holds the users, with the hashes of their passwords. */
  usersFile: string;
}

/** How long a session lasts, in milliseconds. */
export interface Lifetimes {
  /** Without a request. */
  idle: number;
  /** From the sign-in on, however busy. An anonymous session has no such limit. */
  absolute: number;
}

/** How many sign-ins may fail, and in how many milliseconds. */
export interface SignInLimit {
  failures: number;
  window: number;
}

/** Checks every setting, so that a wrong one stops the site at its start and not a visitor later. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  // Whatever else is there, or nothing: a server that lacks the setting must not be open to everyone.
  const production = env.NODE_ENV !== 'development';
  const stopDelay = readDuration(env, 'STOP_DELAY', { usual: '5s', from: '0s', to: '5m' });
  return {
    production,
    // On a developer's machine nobody else should reach the site.
    host: env.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    port: readCount(env, 'PORT', { usual: '3000', from: '0', to: '65535' }),
    allowedHosts: readAllowedHosts(env),
    // While developing nobody waits for a load balancer to notice.
    stopDelay: production ? stopDelay : 0,
    sessionSecrets: readSecrets(env),
    // Browsers keep no cookie for longer than 400 days.
    lifetimes: {
      idle: readDuration(env, 'SESSION_IDLE', { usual: '2h', from: '1s', to: '400d' }),
      absolute: readDuration(env, 'SESSION_ABSOLUTE', { usual: '7d', from: '1s', to: '400d' }),
    },
    signInLimit: {
      failures: readCount(env, 'SIGN_IN_FAILURES', { usual: '10', from: '1', to: '1000000' }),
      window: readDuration(env, 'SIGN_IN_WINDOW', { usual: '3m', from: '1s', to: '7d' }),
    },
    newSessions: readCount(env, 'NEW_SESSIONS', { usual: '300', from: '1', to: '1000000' }),
    trustProxy: readTrustedProxies(env),
    usersFile: usersFileIn(env),
  };
}

/** Where the users are. A relative path starts at the site's folder, wherever the site is started from. */
export function usersFileIn(env: NodeJS.ProcessEnv): string {
  return resolve(SITE_FOLDER, env.USERS_FILE || 'users.json');
}

function readSecrets(env: NodeJS.ProcessEnv): string[] {
  const secrets = readList(env, 'SESSION_SECRET');
  // 32 characters of base64 hold 192 bits; a shorter secret could be guessed, and cookies forged.
  if (secrets.length > 0 && secrets.every((secret) => secret.length >= 32)) return secrets;
  throw new SettingError(
    'SESSION_SECRET',
    'one or more random strings of at least 32 characters, separated by commas',
  );
}
