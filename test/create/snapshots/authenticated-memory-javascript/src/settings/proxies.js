import { isIP } from 'node:net';
import { readList, SettingError } from './values.js';

/**
 * Which proxies may say how a visitor reached us, as Express's `trust proxy` takes it.
 *
 * @typedef {number | string[] | false} TrustedProxies
 */

/** More proxies in a row than this are a slip; to trust too many is to believe what visitors claim. */
const MOST_PROXIES = 10;

/**
 * Reads TRUST_PROXY: a number of proxies, or where they are.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {TrustedProxies}
 */
export function readTrustedProxies(env) {
  const proxies = readList(env, 'TRUST_PROXY');
  const [first] = proxies;
  if (first === undefined) return false;
  if (proxies.length === 1 && /^\d+$/.test(first)) {
    if (Number(first) <= MOST_PROXIES) return Number(first);
  } else if (proxies.every(isProxy)) {
    return proxies;
  }
  throw new SettingError(
    'TRUST_PROXY',
    `the number of proxies in front of the site, at most ${MOST_PROXIES}, or their addresses and networks, such as 10.0.0.0/8 (from /1), not "${env.TRUST_PROXY}"`,
  );
}

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * A named network, an address, or an address with the length of its network's prefix.
 *
 * @param {string} value
 * @returns {boolean}
 */
function isProxy(value) {
  const [address = '', prefix = '1', ...rest] = value.split('/');
  const longest = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return (
    NAMED_NETWORKS.has(value) ||
    (rest.length === 0 &&
      /^\d{1,3}$/.test(prefix) &&
      // A prefix of 0 is the whole internet, and trusts everyone.
      Number(prefix) >= 1 &&
      Number(prefix) <= longest)
  );
}
