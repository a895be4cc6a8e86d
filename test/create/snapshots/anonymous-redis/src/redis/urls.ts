import { SettingError } from '../settings.ts';

/** One Redis, or several nodes of the same cluster. */
export type RedisUrls = [URL, ...URL[]];

/** Reads REDIS_URL. Error messages do not quote it, because it may contain a password. */
export function readRedisUrls(env: NodeJS.ProcessEnv): RedisUrls {
  const texts = (env.REDIS_URL || 'redis://127.0.0.1:6379').split(',').map((text) => text.trim());
  const [first, ...others] = texts.filter(Boolean).map(readUrl);
  if (!first) throw invalidUrl();
  if (others.length > 0 && ![first, ...others].every((url) => isSameCluster(first, url))) {
    throw new SettingError(
      'REDIS_URL',
      'one address, or those of one cluster: each with the same user, password and redis: or rediss:, and without a database number',
    );
  }
  return [first, ...others];
}

/** The user name and password in a URL, if it has them. */
export function credentialsOf(url: URL): { username?: string; password?: string } {
  return {
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname && /^(\/\d*)?$/.test(url.pathname)) {
    try {
      credentialsOf(url);
      return url;
    } catch {
      // A "%" in the name or password is not followed by two hex digits.
    }
  }
  throw invalidUrl();
}

/** The client learns of more nodes from the first one, and connects to all of them with the same credentials. */
function isSameCluster(first: URL, url: URL): boolean {
  return (
    url.protocol === first.protocol &&
    url.username === first.username &&
    url.password === first.password &&
    /^(\/0?)?$/.test(url.pathname)
  );
}

function invalidUrl(): SettingError {
  return new SettingError(
    'REDIS_URL',
    'an address such as redis://127.0.0.1:6379, or rediss://… for TLS, or several of one cluster, separated by commas',
  );
}
