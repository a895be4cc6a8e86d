import type { Request } from 'express';
import { addressKey } from '../http/address-key.ts';
import { ExpressStore } from './express-store.ts';
import { isCookieWithheld, PlainHttpError } from './plain-http.ts';

/**
 * Resolves when what a request has changed in its session is stored, and throws where the store fails. Where a visitor
 * who is not signed in may not begin a session, it holds nothing afterwards.
 */
export async function saveSession(req: Request): Promise<void> {
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

/** The store behind a request's session. */
export function storeOf({ sessionStore }: Request): ExpressStore {
  if (sessionStore instanceof ExpressStore) return sessionStore;
  throw new TypeError('This request came past the middleware of sessions().');
}

/** Has a session hold this, and nothing else. */
export function fillSession({ session }: Request, contents: object): void {
  for (const key of Object.keys(session)) {
    if (key !== 'cookie') Reflect.deleteProperty(session, key);
  }
  Object.assign(session, contents);
}

/** Waits for what express-session tells a callback. */
export function finished(start: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
