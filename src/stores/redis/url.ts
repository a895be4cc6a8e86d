import { Failure } from '../../failure.ts';
import { bareHost } from '../../network.ts';

/** Where sessions are kept in Redis. */
export interface RedisPlace {
  /** One address, or several nodes of one cluster, separated by commas: `redis://user:password@host:6379/0`, `rediss://…`. */
  url: string;
  /** What their keys begin with. Default: `sess:`, as connect-redis has it; sites that create made have their name first. */
  prefix?: string;
  /** The setting that the address comes from, which messages name. Default: `REDIS_URL`. */
  setting?: string;
}

/** One Redis server, and how to sign in there. */
export interface RedisAddress {
  host: string;
  port: number;
  tls: boolean;
  user?: string;
  password?: string;
  database: number;
}

export const DEFAULT_PREFIX = 'sess:';

/** What the keys of a site that create made begin with: as its `settings/site.ts` and `stores.ts` put it together. */
export function prefixOf(packageName: string): string {
  return `${packageName.replace(/^@[^/]*\//, '').replace(/[^\w-]/g, '-')}:${DEFAULT_PREFIX}`;
}

const DEFAULT_PORT = 6379;

/**
 * Reads one address, or several.
 *
 * @throws Failure `usage`; the message does not repeat the address, which may hold a password
 */
export function readRedisUrl(
  url: string,
  setting = 'REDIS_URL',
): [RedisAddress, ...RedisAddress[]] {
  const texts = url.split(',').map((text) => text.trim());
  const [first, ...others] = texts.filter(Boolean).map(readAddress);
  if (!first || others.includes(undefined)) {
    throw new Failure(
      'usage',
      `${setting} must be an address such as redis://127.0.0.1:6379, or rediss://… for TLS, or several of one cluster, separated by commas.`,
    );
  }
  return [first, ...others.filter((address) => address !== undefined)];
}

/** `host:port`, as it stands in messages. */
export function hostOf({ host, port }: Pick<RedisAddress, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function readAddress(text: string): RedisAddress | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || !url.hostname) return undefined;
  if (!/^(\/\d*)?$/.test(url.pathname)) return undefined;
  try {
    return {
      host: bareHost(url.hostname),
      port: Number(url.port) || DEFAULT_PORT,
      tls: url.protocol === 'rediss:',
      ...(url.username && { user: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      database: Number(url.pathname.slice(1)),
    };
  } catch {
    // A "%" that begins no escape.
    return undefined;
  }
}
