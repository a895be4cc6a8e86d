import { isIPv4, isIPv6 } from 'node:net';

/** What does not parse: whoever made it up shares one count with all others who did. */
const UNKNOWN = 'unknown';

/**
 * Where a request comes from, as one text for all that count by address. A proxy may add a port to each address: as a
 * text, every request would come from another one.
 */
export function addressKey(ip: string | undefined): string {
  const [, bracketed, plain = ''] = /^(?:\[(.*)\](?::\d+)?|(.*))$/s.exec(ip ?? '') ?? [];
  const address = bracketed ?? plain.replace(/^([\d.]+):\d+$/, '$1');
  if (isIPv4(address)) return address;
  const [withoutZone = ''] = address.split('%');
  return isIPv6(withoutZone) ? networkOf(withoutZone) : UNKNOWN;
}

/** The first 64 bits, which one customer has alone: the other 64 are theirs to choose, and to change at every request. */
function networkOf(address: string): string {
  // A URL's host is the shortest form of an address, without dots.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  const groups = [...first, ...zeros, ...last];
  // An IPv4 address as a socket for both kinds shows it.
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return dotted(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function dotted(groups: string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((bits) => [bits >> 8, bits & 255])
    .join('.');
}
