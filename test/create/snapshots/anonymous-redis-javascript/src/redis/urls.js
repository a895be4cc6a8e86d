import { SettingError } from '../settings.js';

/**
 * Where Redis is: one address, or several nodes of one cluster.
 *
 * @typedef {[URL, ...URL[]]} RedisUrls
 */

/**
 * Reads REDIS_URL. What is wrong with it is told without its value, which may hold a password.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {RedisUrls}
 */
export function readRedisUrls(env) {
  const texts = (env.REDIS_URL || 'redis://127.0.0.1:6379').split(',').map((text) => text.trim());
  const [first, ...others] = texts.filter(Boolean).map(readUrl);
  if (!first) throw noAddress();
  if (others.length > 0 && ![first, ...others].every((url) => isNodeLike(first, url))) {
    throw new SettingError(
      'REDIS_URL',
      'one address, or those of one cluster: each with the same user, password and redis: or rediss:, and without a database number',
    );
  }
  return [first, ...others];
}

/**
 * The name and the password that an address holds, if any.
 *
 * @param {URL} url
 * @returns {{ username?: string, password?: string }}
 */
export function credentialsOf(url) {
  return {
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
  };
}

function readUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname && /^(\/\d*)?$/.test(url.pathname)) {
    try {
      credentialsOf(url);
      return url;
    } catch {
      // A "%" that begins no escape.
    }
  }
  throw noAddress();
}

/**
 * The nodes tell of each other, so one way to sign in has to do for all of them.
 *
 * @param {URL} first
 * @param {URL} url
 * @returns {boolean}
 */
function isNodeLike(first, url) {
  return (
    url.protocol === first.protocol &&
    url.username === first.username &&
    url.password === first.password &&
    /^(\/0?)?$/.test(url.pathname)
  );
}

function noAddress() {
  return new SettingError(
    'REDIS_URL',
    'an address such as redis://127.0.0.1:6379, or rediss://… for TLS, or several of one cluster, separated by commas',
  );
}
