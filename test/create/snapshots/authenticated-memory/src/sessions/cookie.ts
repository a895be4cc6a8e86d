import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CookieOptions, RequestHandler } from 'express';
import type { Settings } from '../settings.ts';
import { SITE_NAME } from '../site.ts';

/** As long as browsers keep a cookie at all: when an anonymous session ends is the server's to say. */
export const LONGEST_COOKIE_MS = 400 * 24 * 60 * 60 * 1000;

/** What the session's cookie is called. It is the site's own name, as browsers keep one set of cookies for all sites on a host. */
export function cookieName({ production }: Settings): string {
  // Browsers take a `__Host-` cookie from this very host over HTTPS alone, so no other host can plant one.
  return production ? `__Host-${SITE_NAME}` : SITE_NAME;
}

/** How the cookie is set, and taken back: a browser forgets it only where both agree. */
export function cookieOptions({ production }: Settings): CookieOptions {
  return {
    path: '/',
    // Scripts cannot read it, so a script that was slipped in cannot send it away.
    httpOnly: true,
    // It is not sent with forms that another site posts to this one.
    sameSite: 'lax',
    secure: production,
  };
}

/**
 * Leaves out cookies of our name that this site did not sign, where there are several: express-session looks at the first
 * one alone, so another site of the domain could keep everybody signed out by one of its own.
 */
export function leaveOutForeignCookies(settings: Settings): RequestHandler {
  const name = cookieName(settings);
  return (req, _res, next) => {
    const { cookie } = req.headers;
    if (cookie && cookie.indexOf(`${name}=`) !== cookie.lastIndexOf(`${name}=`)) {
      const isKept = (pair: string) => nameOf(pair) !== name || signedId(pair, settings);
      req.headers.cookie = cookie.split(';').filter(isKept).join(';');
    }
    next();
  };
}

/** The session id in the cookie that came with a request, whether or not there still is such a session. */
export function sentSessionId(header: string | undefined, settings: Settings): string | undefined {
  const pairs = header?.split(';').filter((pair) => nameOf(pair) === cookieName(settings)) ?? [];
  return pairs.map((pair) => signedId(pair, settings)).find((id) => id !== undefined);
}

function nameOf(pair: string): string {
  return pair.slice(0, pair.indexOf('=')).trim();
}

/** The id in a pair of a name and a value, if this site signed it as express-session does: `s:ID.SIGNATURE`. */
function signedId(pair: string, { sessionSecrets }: Settings): string | undefined {
  const value = decoded(pair.slice(pair.indexOf('=') + 1).trim());
  const end = value.lastIndexOf('.');
  if (!value.startsWith('s:') || end < 0) return undefined;
  const [id, signature] = [value.slice(2, end), Buffer.from(value.slice(end + 1))];
  const isSigned = sessionSecrets.some((secret) => {
    const mac = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
    return signature.length === mac.length && timingSafeEqual(signature, Buffer.from(mac));
  });
  return isSigned ? id : undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
