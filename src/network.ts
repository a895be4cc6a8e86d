import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';

/**
 * Connects. The socket has a listener for errors already, so that one which is reset later ends nobody's process.
 *
 * @throws the reason why nobody opens
 */
export async function connectTo(place: NetConnectOpts): Promise<Socket> {
  const socket = connect(place).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Whether somebody opens; who does is left alone again at once. @throws the reason why not */
export async function checkReachable(place: NetConnectOpts): Promise<void> {
  (await connectTo(place)).destroy();
}

/** A URL's host as a socket takes it: an IPv6 address has brackets in a URL, and nowhere else. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
