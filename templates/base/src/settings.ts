import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { SITE_FOLDER } from './site.ts';

/** What differs from one machine to the next. It comes from the environment, or from `.env`. */
export interface Settings {
  /** Everywhere but in what `npm run dev` starts. */
  production: boolean;
  host: string;
  port: number;
  /** The first one signs new cookies; the others are still accepted. */
  sessionSecrets: string[];
  lifetimes: Lifetimes;
  signInLimit: SignInLimit;
  /** How many anonymous sessions one address may begin in ten minutes. */
  newSessions: number;
  /** Which proxies may say how a visitor reached us, as Express's `trust proxy` takes it. */
  trustProxy: number | string[] | false;
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

/** A setting that the site cannot start with. Its message says which, and what it must be. */
export class SettingError extends Error {
  constructor(name: string, mustBe: string) {
    super(
      `${name} must be ${mustBe}. Set it in .env, as .env.example does, or in the environment.`,
    );
  }
}

/** Reads `.env` beside package.json. What the environment already holds wins. */
export function loadDotEnv(): void {
  try {
    process.loadEnvFile(new URL('../.env', import.meta.url));
  } catch (error) {
    // Hosts set the environment itself, and have no such file.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Checks every setting, so that a wrong one stops the site at its start and not a visitor later. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  // Whatever else is there, or nothing: a server that lacks the setting must not be open to everyone.
  const production = env.NODE_ENV !== 'development';
  return {
    production,
    // On a developer's machine nobody else should reach the site.
    host: env.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    port: readPort(env.PORT || '3000'),
    sessionSecrets: readSecrets(env.SESSION_SECRET ?? ''),
    lifetimes: {
      idle: readDuration('SESSION_IDLE', env.SESSION_IDLE || '2h'),
      absolute: readDuration('SESSION_ABSOLUTE', env.SESSION_ABSOLUTE || '7d'),
    },
    signInLimit: {
      failures: readCount('SIGN_IN_FAILURES', env.SIGN_IN_FAILURES || '10'),
      window: readDuration('SIGN_IN_WINDOW', env.SIGN_IN_WINDOW || '3m'),
    },
    newSessions: readCount('NEW_SESSIONS', env.NEW_SESSIONS || '300'),
    trustProxy: readTrustProxy(env.TRUST_PROXY ?? ''),
    usersFile: usersFileIn(env),
  };
}

/** Where the users are. A relative path starts at the site's folder, wherever the site is started from. */
export function usersFileIn(env: NodeJS.ProcessEnv): string {
  return resolve(SITE_FOLDER, env.USERS_FILE || 'users.json');
}

function readPort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new SettingError('PORT', `a whole number from 0 to 65535, not "${value}"`);
}

function readCount(name: string, value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new SettingError(name, `a whole number, 1 or more, not "${value}"`);
}

function readSecrets(value: string): string[] {
  const secrets = list(value);
  // 32 characters of base64 hold 192 bits; a shorter secret could be guessed, and cookies forged.
  if (secrets.length > 0 && secrets.every((secret) => secret.length >= 32)) return secrets;
  throw new SettingError(
    'SESSION_SECRET',
    'one or more random strings of at least 32 characters, separated by commas',
  );
}

const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readDuration(name: string, value: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(value) ?? [];
  const duration = Number(count) * (UNITS_MS[unit] ?? 0);
  if (duration > 0) return duration;
  throw new SettingError(name, `a time such as 30m, 2h or 7d, not "${value}"`);
}

function readTrustProxy(value: string): Settings['trustProxy'] {
  if (value === '') return false;
  if (/^\d+$/.test(value)) return Number(value);
  const proxies = list(value);
  if (proxies.every(isProxy)) return proxies;
  throw new SettingError(
    'TRUST_PROXY',
    `the number of proxies in front of the site, or their addresses, not "${value}"`,
  );
}

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** A named network, an address, or an address with the length of its network's prefix. */
function isProxy(value: string): boolean {
  const [address = '', prefix = '0', ...rest] = value.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    NAMED_NETWORKS.has(value) ||
    (rest.length === 0 && /^\d+$/.test(prefix) && Number(prefix) <= longest)
  );
}

function list(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
