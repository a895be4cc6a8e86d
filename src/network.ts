import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { duration } from './quantities.ts';

/** Without a limit, an attempt to connect to a silent host takes minutes. */
export interface ConnectOptions {
  /** Milliseconds. Default: 10,000. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 10_000;

/**
 * Opens a connection. The socket already has an error listener, so that a later reset does not end the process.
 *
 * @throws why the connection failed, or the reason of the signal
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

/** Opens a connection, and closes it at once. @throws why it failed, or the reason of the signal */
export async function checkReachable(
  place: NetConnectOpts,
  options?: ConnectOptions,
): Promise<void> {
  (await connectTo(place, options)).destroy();
}

/** Whether a host is certainly this machine: only `localhost` and addresses, as other names could lead elsewhere. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** The host of a URL in the form for sockets: without the brackets around an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether browsers trust an origin: HTTPS, or this machine (W3C, Secure Contexts, section 3.1). */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  return hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$|^(.+\.)?localhost$/.test(hostname);
}
