import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CookieOptions, RequestHandler } from 'express';
import { SITE_NAME } from '../settings/site.ts';
import type { Settings } from '../settings.ts';

/** Browsers keep no cookie for longer. The server decides when a session ends, so the cookie may outlive it. */
export const MAX_COOKIE_AGE_MS = 400 * 24 * 60 * 60 * 1000;

/** The name of the session cookie. It contains the site's name, because all ports of a host share their cookies. */
export function cookieName({ production }: Settings): string {
  // Browsers accept a `__Host-` cookie only over HTTPS and only from this host, so no other host can set it.
  return production ? `__Host-${SITE_NAME}` : SITE_NAME;
}

/** To set a cookie, and to clear it: a browser clears a cookie only if the options are the same. */
export function cookieOptions({ production }: Settings): CookieOptions {
  return {
    path: '/',
    // Scripts cannot read the cookie, so an injected script cannot steal it.
    httpOnly: true,
    // The browser does not send it with a form that another site posts to this one.
    sameSite: 'lax',
    secure: production,
  };
}

/**
 * Drops session cookies that this site did not sign, if the request has several.
 *
 * Another host of the same domain can set a cookie with our name. express-session reads only the first one, so such a
 * cookie would keep the visitor signed out.
 */
export function dropForeignCookies(settings: Settings): RequestHandler {
  const name = cookieName(settings);
  return (req, _res, next) => {
    const { cookie } = req.headers;
    if (cookie && cookie.indexOf(`${name}=`) !== cookie.lastIndexOf(`${name}=`)) {
      const isForeign = (pair: string) => nameOf(pair) === name && !verifiedId(pair, settings);
      const pairs = cookie.split(';').filter((pair) => !isForeign(pair));
      req.headers.cookie = pairs.join(';');
    }
    next();
  };
}

/** The session id in the request's cookie. The session itself may have ended. */
export function sessionIdInCookie(
  header: string | undefined,
  settings: Settings,
): string | undefined {
  const pairs = header?.split(';').filter((pair) => nameOf(pair) === cookieName(settings)) ?? [];
  return pairs.map((pair) => verifiedId(pair, settings)).find((id) => id !== undefined);
}

function nameOf(pair: string): string {
  return pair.slice(0, pair.indexOf('=')).trim();
}

/** The id in `NAME=s:ID.SIGNATURE`, as express-session signs a cookie. Undefined if the signature is wrong. */
function verifiedId(pair: string, { sessionSecrets }: Settings): string | undefined {
  const value = decode(pair.slice(pair.indexOf('=') + 1).trim());
  const end = value.lastIndexOf('.');
  if (!value.startsWith('s:') || end < 0) return undefined;
  const [id, signature] = [value.slice(2, end), Buffer.from(value.slice(end + 1))];
  const isSigned = sessionSecrets.some((secret) => {
    const mac = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
    return signature.length === mac.length && timingSafeEqual(signature, Buffer.from(mac));
  });
  return isSigned ? id : undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
