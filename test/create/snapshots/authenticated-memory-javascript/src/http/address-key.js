import { isIPv4, isIPv6 } from 'node:net';

/**
 * What an address counts as where visitors are counted by it. A proxy may write the same one in many ways, with a port
 * that changes each time; and one visitor has a whole IPv6 network of 2^64 addresses. All of these share one key, and so
 * does whatever is no address: nobody gets a fresh count by making one up.
 *
 * @param {string | undefined} address
 * @returns {string}
 */
export function addressKey(address) {
  const ip = bareAddress(address ?? '');
  if (isIPv4(ip)) return ip;
  if (!isIPv6(ip)) return 'unknown';
  const groups = groupsOf(ip);
  // An IPv4 address, as a server that listens on IPv6 sees it.
  if (/^0,0,0,0,0,65535,/.test(groups.join())) return ipv4Of(groups.slice(6));
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/**
 * Without brackets, port and zone.
 *
 * @param {string} address
 * @returns {string}
 */
function bareAddress(address) {
  return address
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
}

/**
 * The eight numbers of an IPv6 address. URLs have one way to write it, with at most one gap for zeros.
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

function ipv4Of(groups) {
  return groups.flatMap((group) => [group >> 8, group & 255]).join('.');
}
