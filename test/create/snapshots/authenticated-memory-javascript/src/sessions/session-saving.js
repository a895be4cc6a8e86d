import { addressKey } from '../http/address-key.js';
import { browserName } from '../http/browser-name.js';
import { ExpressStore } from './express-store.js';
import { isCookieWithheld, PlainHttpError } from './plain-http.js';
import { createdAt } from './session-id.js';

/** @import { Request } from 'express' */

/**
 * Stores what the request has changed in `req.session`, and throws if the store fails. If the visitor is not signed in
 * and may not start another session, the session is emptied instead.
 *
 * @param {Request} req
 * @returns {Promise<void>}
 */
export async function saveSession(req) {
  const store = storeOf(req);
  const { session } = req;
  if (!store.hasChanged(session)) return;
  const signIn = { began: createdAt(req.sessionID), browser: browserName(req) };
  const save = () => store.save(req.sessionID, session, signIn);
  if (store.isStored(session)) return save();

  const isWithheld = isCookieWithheld(req, store.settings);
  if (session.user_name) {
    if (isWithheld) throw new PlainHttpError();
    return save();
  }
  const isStarted = !isWithheld && (await store.newSessions.tryToStart(addressKey(req.ip), save));
  // express-session sends no cookie for an empty session, so the page is served without one.
  if (!isStarted) setContents(req, {});
}

/**
 * The store that holds the request's session.
 *
 * @param {Request} request
 * @returns {ExpressStore}
 */
export function storeOf({ sessionStore }) {
  if (sessionStore instanceof ExpressStore) return sessionStore;
  throw new TypeError('This request did not pass through the middleware of sessions().');
}

/**
 * Replaces everything in the session.
 *
 * @param {Request} request
 * @param {object} contents
 */
export function setContents({ session }, contents) {
  for (const key of Object.keys(session)) {
    if (key !== 'cookie') Reflect.deleteProperty(session, key);
  }
  Object.assign(session, contents);
}
