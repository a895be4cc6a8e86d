import { randomBytes } from 'node:crypto';
import { cookieName, cookieOptions } from '../../sessions/cookie.js';
import { isSigned, sign } from '../signature.js';

/**
 * @import { Request, Response } from 'express'
 * @import { Settings } from '../../settings.js'
 */

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * The user whose browser it is. Without an account there is no `passwordId`, and the browser is not remembered.
 *
 * @typedef {object} DeviceOwner
 * @property {string} name
 * @property {string | undefined} passwordId
 */

/**
 * Remembers the browsers in which a user has signed in. Their failed sign-ins are counted separately, so strangers who
 * guess the user's password cannot lock the user out. The cookie lasts a year, or until the password changes. It does
 * not sign anyone in.
 */
export class DeviceCookie {
  #name;
  #options;
  #secrets;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#name = `${cookieName(settings)}-device`;
    this.#options = { ...cookieOptions(settings), maxAge: YEAR_MS };
    this.#secrets = settings.sessionSecrets;
  }

  /**
   * The id of the browser, if it is one of this user's. A name without an account takes as long to check.
   *
   * @param {Request} req
   * @param {DeviceOwner} owner
   * @returns {string | undefined}
   */
  find(req, owner) {
    for (const value of cookiesNamed(this.#name, req)) {
      const [deviceId = '', signature = ''] = value.split('.');
      const values = [deviceId, owner.name, owner.passwordId];
      if (isSigned(signature, 'device', values, this.#secrets)) return deviceId;
    }
    return undefined;
  }

  /**
   * Remembers the browser that gets this answer as one of the user's.
   *
   * @param {Response} res
   * @param {DeviceOwner} owner
   */
  set(res, owner) {
    if (owner.passwordId === undefined) return;
    const deviceId = randomBytes(16).toString('base64url');
    const [secret = ''] = this.#secrets;
    const signature = sign('device', [deviceId, owner.name, owner.passwordId], secret);
    res.cookie(this.#name, `${deviceId}.${signature}`, this.#options);
  }
}

/**
 * There can be several: another host of the same domain may set a cookie with the same name.
 *
 * @param {string} name
 * @param {Request} req
 * @returns {string[]}
 */
function cookiesNamed(name, req) {
  return (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
