import { Failure } from '../../failure.ts';
import { bareHost } from '../../network.ts';

/** Where sessions are kept in Redis. */
export interface RedisPlace {
  /**
   * One address, or several nodes of a cluster, separated by commas: `redis://user:password@host:6379/0`, `rediss://…`.
   */
  url: string;
  /** The prefix of their keys. Default: `sess:`, as in connect-redis; generated sites begin it with their name. */
  prefix?: string;
  /** Whether the prefix is only the default, because the app's own was not found. */
  isGuessed?: boolean;
  /** The setting with the address, for error messages. Default: `REDIS_URL`. */
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

/** The prefix of the keys of a site that `create` made: the same as in its `settings/site.ts` and `stores.ts`. */
export function prefixOf(packageName: string): string {
  return `${packageName.replace(/^@[^/]*\//, '').replace(/[^\w-]/g, '-')}:${DEFAULT_PREFIX}`;
}

const DEFAULT_PORT = 6379;
/** Redis keeps the number in 32 bits. */
const LAST_DATABASE = 2 ** 31 - 1;

/**
 * Parses one address, or several.
 *
 * @throws Failure `usage`; the message does not repeat the address, which may contain a password
 */
export function readRedisUrl(
  url: string,
  setting = 'REDIS_URL',
): [RedisAddress, ...RedisAddress[]] {
  const texts = url.split(',').map((text) => text.trim());
  const [first, ...others] = texts.filter(Boolean).map((text) => {
    const address = readAddress(text);
    if (typeof address === 'string') throw wrong(setting, address);
    return address;
  });
  if (first) return [first, ...others];
  throw wrong(setting, '');
}

function wrong(setting: string, hint: string): Failure {
  const sentences = [
    `${setting} must be an address such as redis://127.0.0.1:6379, or rediss://… for TLS, or several of one cluster, separated by commas.`,
    hint,
  ];
  return new Failure('usage', sentences.filter(Boolean).join(' '));
}

/** `host:port`, for messages. */
export function hostOf({ host, port }: Pick<RedisAddress, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An IPv6 address, or letters, digits, "-" and "_" between dots: nothing that `URL` escapes. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)$/i;

const ESCAPES =
  'In a user name or password, write %25 for %, %2F for /, %23 for #, %3F for ?, %40 for @, and %2C for a comma; a port is at most 65535.';
const DATABASE = `At its end may be the number of a database, at most ${LAST_DATABASE}: redis://127.0.0.1:6379/0.`;
const SOCKET_FILE =
  'A socket file cannot be used: name the host and the port that Redis listens on.';

/** The address, or a hint why it is invalid. */
function readAddress(text: string): RedisAddress | string {
  if (/\p{Cc}/u.test(text)) return 'It must have no control characters.';
  if (/^\/|^(redis\+)?unix:|^rediss?:\/\/\/.*[^\d]/i.test(text)) return SOCKET_FILE;
  if (!/^rediss?:/i.test(text)) return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return ESCAPES;
  const { protocol, hostname, port, pathname } = url;
  if (!HOST.test(hostname)) return 'It must name a host.';
  if (port === '0') return 'No server has port 0.';
  const database = /^(\/\d*)?$/.test(pathname) ? Number(pathname.slice(1)) : Number.NaN;
  if (!(database <= LAST_DATABASE)) return DATABASE;
  try {
    return {
      host: bareHost(hostname),
      port: Number(port) || DEFAULT_PORT,
      tls: protocol === 'rediss:',
      ...(url.username && { user: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      database,
    };
  } catch {
    // A "%" without two hex digits.
    return ESCAPES;
  }
}
