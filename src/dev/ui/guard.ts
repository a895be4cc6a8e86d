import type { IncomingHttpHeaders } from 'node:http';

/**
 * The headers of every response: nothing is loaded from elsewhere, no page may frame or embed this one, and no script
 * can turn text into HTML (CSP 3, Trusted Types).
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
 * Whether a request names this machine in its Host header. With DNS rebinding, a page elsewhere has a name that leads
 * here, and then that name is in Host.
 */
export function isOwnHost({ host = '' }: IncomingHttpHeaders, port: number): boolean {
  return ['127.0.0.1', 'localhost'].some((name) => host.toLowerCase() === `${name}:${port}`);
}

/** Whether a request that changes something comes from the page itself; programs other than browsers send no origin. */
export function isOwnPage({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}`;
}

/** The key in a request. */
export function keyOf({ authorization = '' }: IncomingHttpHeaders): string {
  return authorization.replace(/^Bearer /i, '');
}
