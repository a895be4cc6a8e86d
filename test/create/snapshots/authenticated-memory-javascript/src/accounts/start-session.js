import { replaceSession } from '../sessions/session.js';

/**
 * @import { Request, Response } from 'express'
 * @import { SessionContents } from '../sessions/contents.js'
 * @import { Accounts } from './accounts.js'
 * @import { DeviceOwner } from './limits/device-cookie.js'
 */

/**
 * Starts a new session for a user whose password was right, and remembers the browser.
 *
 * @param {Request} req
 * @param {Response} res
 * @param {Accounts} accounts
 * @param {DeviceOwner} user
 * @param {(contents: SessionContents) => SessionContents} newContents
 *   returns what the new session holds, given what the old one held
 * @returns {Promise<void>}
 */
export async function startSession(req, res, { settings, deviceCookie }, user, newContents) {
  const { passwordId } = user;
  await replaceSession(
    req,
    (contents) => ({ ...newContents(contents), ...(passwordId && { password_id: passwordId }) }),
    settings,
  );
  deviceCookie.set(res, user);
}
