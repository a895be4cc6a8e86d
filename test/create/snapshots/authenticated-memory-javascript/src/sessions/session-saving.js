import { addressKey } from '../http/address-key.js';
import { ExpressStore } from './express-store.js';
import { isCookieWithheld, PlainHttpError } from './plain-http.js';

/** @import { Request } from 'express' */

/**
 * Resolves when what a request has changed in its session is stored, and throws where the store fails. Where a visitor
 * who is not signed in may not begin a session, it holds nothing afterwards.
 *
 * @param {Request} req
 * @returns {Promise<void>}
 */
export async function saveSession(req) {
  const store = storeOf(req);
  const { session } = req;
  if (!store.hasChanged(session)) return;
  const save = () => finished((done) => store.set(req.sessionID, session, done));
  if (store.isStored(session)) return save();

  const isWithheld = isCookieWithheld(req, store.settings);
  if (session.user_name) {
    if (isWithheld) throw new PlainHttpError();
    return save();
  }
  const hasBegun = !isWithheld && (await store.newSessions.begin(addressKey(req.ip), save));
  // The page is served without a session: for one that holds nothing, no cookie goes out.
  if (!hasBegun) fillSession(req, {});
}

/**
 * The store behind a request's session.
 *
 * @param {Request} request
 * @returns {ExpressStore}
 */
export function storeOf({ sessionStore }) {
  if (sessionStore instanceof ExpressStore) return sessionStore;
  throw new TypeError('This request came past the middleware of sessions().');
}

/**
 * Has a session hold this, and nothing else.
 *
 * @param {Request} request
 * @param {object} contents
 */
export function fillSession({ session }, contents) {
  for (const key of Object.keys(session)) {
    if (key !== 'cookie') Reflect.deleteProperty(session, key);
  }
  Object.assign(session, contents);
}

/**
 * Waits for what express-session tells a callback.
 *
 * @param {(done: (error?: unknown) => void) => void} start
 * @returns {Promise<void>}
 */
export function finished(start) {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
