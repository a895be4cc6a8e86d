import type { IncomingHttpHeaders } from 'node:http';

/**
 * What browsers are told of all that comes from here: nothing is loaded from elsewhere, nobody frames or embeds it, and no
 * script makes markup of texts (CSP 3, Trusted Types).
 */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self'`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Whether a request came to this machine by a name of its own. A page elsewhere whose name was made to lead here (DNS
 * rebinding) has that name in Host.
 */
export function isOwnHost({ host = '' }: IncomingHttpHeaders, port: number): boolean {
  return ['127.0.0.1', 'localhost'].some((name) => host.toLowerCase() === `${name}:${port}`);
}

/** Whether a request with something to do comes from the page itself; what is no browser says nothing of that. */
export function isOwnPage({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}`;
}

/** The key that a request has with it. */
export function keyOf({ authorization = '' }: IncomingHttpHeaders): string {
  return authorization.replace(/^Bearer /i, '');
}
