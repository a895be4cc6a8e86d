import type { Request } from 'express';
import type { Settings } from '../settings.ts';

const LOOPBACK_PEER = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/** What is in the address bar: under any other name it may be a page of another site that asks. */
const LOOPBACK_HOST = /^(([\w-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** What proxies and tunnels add: where one runs on this machine, visitors from afar come from this machine, too. */
const FORWARDED = /^(x-forwarded-.+|forwarded|via|x-real-ip)$/;

/**
 * Whether it is the developer who asks: in development, from this very machine, and under its own name. It may be what
 * signs in without a password, so whatever does not fit counts against it.
 */
export function isDeveloper(
  { socket, headers }: Request,
  { production, trustProxy }: Settings,
): boolean {
  if (production || trustProxy !== false) return false;
  if (Object.keys(headers).some((name) => FORWARDED.test(name))) return false;
  return LOOPBACK_PEER.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '');
}
