/**
 * @import { Request } from 'express'
 * @import { Settings } from '../settings.js'
 */

const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/** The Host header must name this machine. With any other name, the request may come from a page of another site. */
const LOOPBACK_HOST = /^(([\w-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Proxies and tunnels add these. If one runs on this machine, requests from anywhere seem to come from here. */
const PROXY_HEADER = /^(x-forwarded-.+|forwarded|via|x-real-ip)$/;

/**
 * Whether the request comes from the developer: in development, from this machine, and under its own name.
 * Without accounts, this is all it takes to sign in. So in any doubt, the result is false.
 *
 * @param {Request} request
 * @param {Settings} settings
 * @returns {boolean}
 */
export function isDeveloper({ socket, headers }, { production, trustProxy }) {
  if (production || trustProxy !== false) return false;
  if (Object.keys(headers).some((name) => PROXY_HEADER.test(name))) return false;
  return (
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '')
  );
}
