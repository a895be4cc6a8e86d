import { BlockList, isIP } from 'node:net';
import { readList, SettingError } from './values.ts';

/** The proxies whose X-Forwarded headers the site believes, in the form of Express's `trust proxy`. */
export type TrustedProxies = number | string[] | false;

/** Nobody has more proxies in a row. Trusting too many means believing headers that visitors have made up. */
const MAX_PROXIES = 10;

/** Reads TRUST_PROXY: how many proxies there are, or their addresses. */
export function readTrustedProxies(env: NodeJS.ProcessEnv): TrustedProxies {
  const proxies = readList(env, 'TRUST_PROXY');
  const [first] = proxies;
  if (first === undefined) return false;
  if (proxies.length === 1 && /^\d+$/.test(first)) {
    if (Number(first) <= MAX_PROXIES) return Number(first);
  } else if (proxies.every(isAddressOrNetwork)) {
    return proxies;
  }
  throw new SettingError(
    'TRUST_PROXY',
    `the number of proxies in front of the site, at most ${MAX_PROXIES}, or their addresses and networks, such as 10.0.0.0/8 (from /1), not "${env.TRUST_PROXY}"`,
  );
}

/** The names that Express knows. */
const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** IPv4 addresses as IPv6 writes them: ::ffff:10.0.0.1 is 10.0.0.1. */
const MAPPED = new BlockList();
const MAPPED_PREFIX = 96;
MAPPED.addSubnet('::ffff:0.0.0.0', MAPPED_PREFIX, 'ipv6');

function isAddressOrNetwork(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  const maxPrefix = { 4: 32, 6: 128 }[family] ?? 0;
  // A prefix that leaves nothing of an address is the whole internet: it would trust everyone.
  const minPrefix = family === 6 && MAPPED.check(address, 'ipv6') ? MAPPED_PREFIX + 1 : 1;
  return (
    NAMED_NETWORKS.has(value) ||
    (rest.length === 0 &&
      family !== 0 &&
      (prefix === undefined ||
        (/^\d{1,3}$/.test(prefix) && Number(prefix) >= minPrefix && Number(prefix) <= maxPrefix)))
  );
}
