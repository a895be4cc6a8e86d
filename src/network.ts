import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';

/** Who does not open in that time is not there, in milliseconds. */
const PATIENCE_MS = 10_000;

/** How long to wait for somebody to open. */
interface Patience {
  signal?: AbortSignal;
  /** Milliseconds. */
  timeout?: number;
}

/**
 * Connects. The socket has a listener for errors already, so that one which is reset later ends nobody's process.
 *
 * @throws the reason why nobody opens, in time
 */
export async function connectTo(
  place: NetConnectOpts,
  { signal, timeout = PATIENCE_MS }: Patience = {},
): Promise<Socket> {
  const socket = connect(place).on('error', () => {});
  const late = AbortSignal.timeout(timeout);
  try {
    await once(socket, 'connect', { signal: signal ? AbortSignal.any([signal, late]) : late });
    return socket;
  } catch (error) {
    socket.destroy();
    throw late.aborted ? new Error(`nobody opened within ${timeout / 1000} s`) : error;
  }
}

/** Whether somebody opens; who does is left alone again at once. @throws the reason why not */
export async function checkReachable(place: NetConnectOpts, patience?: Patience): Promise<void> {
  (await connectTo(place, patience)).destroy();
}

/** A URL's host as a socket takes it: an IPv6 address has brackets in a URL, and nowhere else. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
