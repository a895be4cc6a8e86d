import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Failure } from '../failure.ts';
import { bareHost } from '../network.ts';

/**
 * Refuses to load a host that may belong to somebody else.
 *
 * @param ownHost a host that may be loaded, as the person has confirmed
 * @throws Failure `usage` if the URL does not lead to this machine
 */
export function checkThatItMayBeLoaded(address: string, ownHost: string | undefined): void {
  const url = new URL(address);
  if (isThisMachine(url) || ownHost === url.host || ownHost === url.hostname) return;
  throw new Failure('usage', [
    `${url.host} is not this machine, and a load test runs against no other. If the host is yours, say so:`,
    `  --i-own-this-host ${url.hostname}`,
  ]);
}

/** Whether a URL leads to this machine: by an address, or as `localhost`. Another name could lead elsewhere later. */
function isThisMachine({ hostname }: URL): boolean {
  const address = bareHost(hostname);
  const family = isIP(address);
  if (family === 0) return hostname === 'localhost';
  return ownAddresses().check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function ownAddresses(): BlockList {
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  for (const { address, family } of Object.values(networkInterfaces()).flatMap(
    (all) => all ?? [],
  )) {
    own.addAddress(address, family === 'IPv4' ? 'ipv4' : 'ipv6');
  }
  return own;
}
