import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SITE_NAME } from '../site.js';

/**
 * @import { Request, Response } from 'express'
 * @import { Settings } from '../settings.js'
 */

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Whom a browser is known for. Who has no account has no mark, and no browser is known for them: see `accountMark`.
 *
 * @typedef {object} Owner
 * @property {string} name
 * @property {string | undefined} mark
 */

/**
 * Knows the browsers in which somebody has signed in before, so that strangers who guess at a password cannot keep out
 * whose password it is. It lets nobody in. A browser is known for a year, or until the password is changed.
 */
export class DeviceCookie {
  #name;
  #secure;
  #secrets;

  /** @param {Settings} settings */
  constructor({ production, sessionSecrets }) {
    this.#name = `${production ? '__Host-' : ''}${SITE_NAME}-device`;
    this.#secure = production;
    this.#secrets = sessionSecrets;
  }

  /**
   * Which of their browsers sent this request. It takes as long for a name without an account.
   *
   * @param {Request} req
   * @param {Owner} owner
   * @returns {string | undefined}
   */
  find(req, owner) {
    for (const value of cookiesNamed(this.#name, req)) {
      const [nonce = '', signature = ''] = value.split('.');
      const isOurs = (secret) => same(signature, sign(nonce, owner, secret));
      if (this.#secrets.some(isOurs)) return nonce;
    }
    return undefined;
  }

  /**
   * Makes the browser that gets this answer one of theirs.
   *
   * @param {Response} res
   * @param {Owner} owner
   */
  set(res, owner) {
    if (owner.mark === undefined) return;
    const nonce = randomBytes(16).toString('base64url');
    const [secret = ''] = this.#secrets;
    res.cookie(this.#name, `${nonce}.${sign(nonce, owner, secret)}`, {
      maxAge: YEAR_MS,
      httpOnly: true,
      sameSite: 'lax',
      secure: this.#secure,
    });
  }
}

/**
 * The first word keeps these signatures apart from those of session cookies, which are made with the same secret.
 *
 * @param {string} nonce
 * @param {Owner} owner
 * @param {string} secret
 * @returns {string}
 */
function sign(nonce, { name, mark }, secret) {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['device', nonce, name, mark]))
    .digest('base64url');
}

function same(text, otherText) {
  const [one, other] = [Buffer.from(text), Buffer.from(otherText)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * There may be several: another host of the same domain can add one of its own.
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
