import type { Request } from 'express';
import { HttpError } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** What a sign-in over plain HTTP is answered by: a redirect would only lead back to the sign-in page. */
export class PlainHttpError extends HttpError {
  constructor() {
    super(400, {
      explanation:
        'Your browser could not stay signed in: the cookie for it only goes over HTTPS, and your request reached us without. Please use an address that begins with https://. If yours does, tell whoever runs this site: its log says what is missing.',
    });
  }
}

const told = new Set<string>();

/** Whether the session's cookie cannot go out, as the request came over plain HTTP. The log then says once what is missing. */
export function isCookieWithheld(req: Request, settings: Settings): boolean {
  if (!settings.production || req.secure) return false;
  const missing = whatIsMissing(req, settings);
  if (!told.has(missing)) {
    console.error(
      `The session cookie was withheld: it only goes over HTTPS, and this request came over plain HTTP. ${missing}`,
    );
  }
  told.add(missing);
  return true;
}

function whatIsMissing(req: Request, { trustProxy }: Settings): string {
  if (trustProxy === false) return 'If a proxy in front of the site ends HTTPS, set TRUST_PROXY.';
  if (!req.get('X-Forwarded-Proto')) {
    return 'TRUST_PROXY is set, but the proxy sent no header X-Forwarded-Proto. Have it send one.';
  }
  return 'The header X-Forwarded-Proto does not say https, or came from a proxy that TRUST_PROXY does not name.';
}
