import type { Request } from 'express';
import { HttpError } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** The answer to a sign-in over plain HTTP. A redirect would only lead back to the sign-in form. */
export class PlainHttpError extends HttpError {
  constructor() {
    super(400, {
      explanation:
        'You cannot sign in or set a password over plain HTTP: this only works over HTTPS. Please use an address that begins with https://. If yours does, tell the owner of this site: the log says what is missing.',
    });
  }
}

const logged = new Set<string>();

/** Whether the cookie cannot be sent because the request came over plain HTTP. Each reason is logged once. */
export function isCookieWithheld(req: Request, settings: Settings): boolean {
  if (!settings.production || req.secure) return false;
  const advice = adviceFor(req, settings);
  if (!logged.has(advice)) {
    console.error(
      `The session cookie was not sent: it only goes over HTTPS, and this request came over plain HTTP. ${advice}`,
    );
  }
  logged.add(advice);
  return true;
}

function adviceFor(req: Request, { trustProxy }: Settings): string {
  if (trustProxy === false) return 'If a proxy in front of the site ends HTTPS, set TRUST_PROXY.';
  if (!req.get('X-Forwarded-Proto')) {
    return 'TRUST_PROXY is set, but the proxy sent no X-Forwarded-Proto header. Configure it to send one.';
  }
  return 'The X-Forwarded-Proto header does not say https, or came from a proxy that TRUST_PROXY does not name.';
}
