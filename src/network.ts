import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { duration } from './quantities.ts';

/** How long to wait for a connection: without a limit, one waits for minutes for a host that answers nothing. */
export interface ConnectOptions {
  /** Milliseconds. Default: 10,000. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 10_000;

/**
 * Connects. The socket has a listener for errors already, so that one which is reset later ends nobody's process.
 *
 * @throws the reason why nobody opens, or the signal's
 */
export async function connectTo(
  place: NetConnectOpts,
  options: ConnectOptions = {},
): Promise<Socket> {
  const { timeout = TIMEOUT_MS, signal } = options;
  signal?.throwIfAborted();
  const socket = connect(place).on('error', () => {});
  const giveUp = () => void socket.destroy(new Error(`no answer within ${duration(timeout)}`));
  const leave = () => void socket.destroy(new Error('interrupted'));
  const clock = setTimeout(giveUp, timeout);
  signal?.addEventListener('abort', leave);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(clock);
    signal?.removeEventListener('abort', leave);
  }
}

/** Whether somebody opens; who does is left alone again at once. @throws the reason why not, or the signal's */
export async function checkReachable(
  place: NetConnectOpts,
  options?: ConnectOptions,
): Promise<void> {
  (await connectTo(place, options)).destroy();
}

/** Whether a URL's host is this machine, whatever is done to its addresses and names. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** A URL's host as a socket takes it: an IPv6 address has brackets in a URL, and nowhere else. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether browsers trust what comes from there: HTTPS, and this machine (W3C, Secure Contexts, section 3.1). */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  return hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$|^(.+\.)?localhost$/.test(hostname);
}
