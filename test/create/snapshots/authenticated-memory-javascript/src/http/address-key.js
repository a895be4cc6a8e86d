import { isIPv4, isIPv6 } from 'node:net';

/**
 * The key under which to count what an address does.
 *
 * One visitor can use many addresses: a whole IPv6 network of 2^64, or one address that proxies write in different
 * ways, with a port that changes. All of these get the same key. Anything that is no address gets the key `unknown`, so
 * nobody gets a new count by making up an address.
 *
 * @param {string | undefined} address
 * @returns {string}
 */
export function addressKey(address) {
  const ip = stripPortAndZone(address ?? '');
  if (isIPv4(ip)) return ip;
  if (!isIPv6(ip)) return 'unknown';
  const groups = groupsOf(ip);
  // A server that listens on IPv6 sees the IPv4 address 192.0.2.1 as ::ffff:192.0.2.1.
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:65535') return toIPv4(groups.slice(6));
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

function stripPortAndZone(address) {
  return address
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
}

/**
 * The eight numbers of an IPv6 address. URL always writes an address in one way, with at most one `::`.
 *
 * @param {string} ip
 * @returns {number[]}
 */
function groupsOf(ip) {
  const [before = '', after = ''] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [before.split(':').filter(Boolean), after.split(':').filter(Boolean)];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].map((group) => Number.parseInt(group, 16));
}

function toIPv4(groups) {
  return groups.flatMap((group) => [group >> 8, group & 255]).join('.');
}
