import { randomBytes } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { cookieName, cookieOptions } from '../../sessions/cookie.ts';
import type { Settings } from '../../settings.ts';
import { isSigned, sign } from '../signature.ts';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The user whose browser it is. Without an account there is no `passwordId`, and the browser is not remembered. */
export interface DeviceOwner {
  name: string;
  passwordId: string | undefined;
}

/**
 * Remembers the browsers in which a user has signed in. Their failed sign-ins are counted separately, so strangers who
 * guess the user's password cannot lock the user out. The cookie lasts a year, or until the password changes. It does
 * not sign anyone in.
 */
export class DeviceCookie {
  readonly #name: string;
  readonly #options: CookieOptions;
  readonly #secrets: string[];

  constructor(settings: Settings) {
    this.#name = `${cookieName(settings)}-device`;
    this.#options = { ...cookieOptions(settings), maxAge: YEAR_MS };
    this.#secrets = settings.sessionSecrets;
  }

  /** The id of the browser, if it is one of this user's. A name without an account takes as long to check. */
  find(req: Request, owner: DeviceOwner): string | undefined {
    for (const value of cookiesNamed(this.#name, req)) {
      const [deviceId = '', signature = ''] = value.split('.');
      const values = [deviceId, owner.name, owner.passwordId];
      if (isSigned(signature, 'device', values, this.#secrets)) return deviceId;
    }
    return undefined;
  }

  /** Remembers the browser that gets this answer as one of the user's. */
  set(res: Response, owner: DeviceOwner): void {
    if (owner.passwordId === undefined) return;
    const deviceId = randomBytes(16).toString('base64url');
    const [secret = ''] = this.#secrets;
    const signature = sign('device', [deviceId, owner.name, owner.passwordId], secret);
    res.cookie(this.#name, `${deviceId}.${signature}`, this.#options);
  }
}

/** There can be several: another host of the same domain may set a cookie with the same name. */
function cookiesNamed(name: string, req: Request): string[] {
  return (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
