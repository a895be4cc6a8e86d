import type { Request, RequestHandler } from 'express';
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

/**
 * Holds each answer back until what it changed in the session is stored. express-session by itself sends it meanwhile,
 * so that a page, and a cookie, would go out for what turns out not to be stored.
 */
export const answerWhenStored: RequestHandler = (req, res, next) => {
  const { end, writeHead } = res;
  let isHeld = false;
  let isStorable = false;
  const fail = (error: unknown) => {
    isHeld = false;
    // No cookie for what is not stored.
    Reflect.deleteProperty(req, 'session');
    next(error);
  };
  const hasChanged = () => {
    const changed = Boolean(req.session) && storeOf(req).hasChanged(req.session);
    isStorable = true;
    return changed;
  };

  res.end = (...args: unknown[]) => {
    const finish = () => {
      isHeld = false;
      Reflect.apply(end, res, args);
    };
    try {
      if (isHeld) return res;
      isHeld = hasChanged();
      if (isHeld) saveSession(req).then(finish).catch(fail);
      else finish();
    } catch (error) {
      fail(error);
    }
    return res;
  };

  // Of an answer that is streamed, the cookie goes out long before the end. What cannot be stored must not throw here,
  // in the middle of somebody's stream: that would end the process.
  res.writeHead = (...args: unknown[]) => {
    try {
      if (!isStorable) hasChanged();
    } catch (error) {
      Reflect.deleteProperty(req, 'session');
      isHeld = true;
      setImmediate(fail, error);
    }
    return Reflect.apply(writeHead, res, args);
  };
  next();
};

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
