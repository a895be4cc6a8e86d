import session, { Cookie } from 'express-session';
import { OutageError } from '../errors.js';
import { browserName } from '../http/browser-name.js';
import { toPromise } from './callbacks.js';
import {
  cookieName,
  cookieOptions,
  dropForeignCookies,
  MAX_COOKIE_AGE_MS,
  sessionIdInCookie,
} from './cookie.js';
import { ExpressStore } from './express-store.js';
import { isCookieWithheld, PlainHttpError } from './plain-http.js';
import { replaceInStore } from './replace-in-store.js';
import { saveBeforeResponse } from './save-before-response.js';
import { createdAt, newSessionId, sessionIdFrom } from './session-id.js';
import { saveSession, setContents, storeOf } from './session-saving.js';

/**
 * @import { Request, RequestHandler, Response } from 'express'
 * @import { Settings } from '../settings.js'
 * @import { SessionContents } from './contents.js'
 * @import { IsStillValid, SessionStore, StoredSession } from './store/session-store.js'
 */

export { saveSession };

/**
 * Loads the visitor's session for each request, if it is still valid, and tells the views who is signed in.
 *
 * @param {Settings} settings
 * @param {SessionStore} store
 * @param {IsStillValid} isStillValid
 * @returns {RequestHandler[]}
 */
export function sessions(settings, store, isStillValid) {
  const loadSession = session({
    name: cookieName(settings),
    secret: settings.sessionSecrets,
    genid: newSessionId,
    store: new ExpressStore(store, settings, isStillValid),
    cookie: { ...cookieOptions(settings), maxAge: MAX_COOKIE_AGE_MS },
    // A request that changed nothing has nothing to save.
    resave: false,
    // A visitor with an empty session gets no cookie, and nothing is stored.
    saveUninitialized: false,
  });
  return [
    dropForeignCookies(settings),
    loadSession,
    saveBeforeResponse,
    (req, res, next) => {
      res.locals.userName = req.session.user_name;
      next();
    },
  ];
}

/**
 * What a session holds, without what only the store needs.
 *
 * @param {StoredSession} storedSession
 * @returns {SessionContents}
 */
function contentsOf({ cookie: _, movedTo: __, ...contents }) {
  return contents;
}

/**
 * Adds to the session what a page can do without: if the store fails, the page is served all the same.
 *
 * @param {Request} req
 * @param {SessionContents} contents
 * @returns {Promise<void>}
 */
export async function addIfPossible(req, contents) {
  Object.assign(req.session, contents);
  try {
    await saveSession(req);
  } catch (error) {
    if (!(error instanceof OutageError)) throw error;
    for (const key of Object.keys(contents)) Reflect.deleteProperty(req.session, key);
  }
}

/**
 * Gives the visitor a new session with a new id, and invalidates the old one. If somebody stole or planted the id
 * before the sign-in, it does not get them in afterwards.
 *
 * @param {Request} req
 * @param {(contents: SessionContents) => SessionContents} newContents
 *   returns what the new session holds, given what the old one held
 * @param {Settings} settings
 * @returns {Promise<void>}
 */
export async function replaceSession(req, newContents, settings) {
  await moveTo({ id: newSessionId(), isRenewal: false }, req, newContents, settings);
}

/**
 * Gives the session a new id and changes nothing else, not even when it began. The old id is no longer accepted then.
 * If the session has ended meanwhile, it gets no new id either, and the result is false.
 *
 * @param {Request} req
 * @param {Settings} settings
 * @returns {Promise<boolean>}
 */
export async function renewSessionId(req, settings) {
  const id = sessionIdFrom(createdAt(req.sessionID));
  return moveTo({ id, isRenewal: true }, req, (contents) => contents, settings);
}

async function moveTo(target, req, newContents, settings) {
  if (isCookieWithheld(req, settings)) throw new PlainHttpError();
  const store = storeOf(req);
  const before = req.session;
  const wasStored = store.isStored(before);
  const oldId = wasStored ? req.sessionID : sessionIdInCookie(req.headers.cookie, settings);
  const cookie = Object.assign(new Cookie(), cookieOptions(settings));

  const started = { ...newContents(contentsOf(before)), cookie };
  const replacement = await replaceInStore(
    store,
    { ...target, session: started, browser: browserName(req) },
    oldId,
  );
  if (!replacement) return false;
  req.sessionID = replacement.id;
  store.createSession(req, replacement.session);
  req.session.cookie.maxAge = settings.lifetimes.absolute;
  if (replacement.previous && wasStored) {
    // Other requests may have changed the old session while this one was running.
    const latest = store.withChanges(replacement.previous, before);
    setContents(req, newContents(contentsOf(latest)));
    await saveSession(req);
  }
  return true;
}

/**
 * Deletes the session from the store, then clears the browser's cookie.
 *
 * @param {Request} req
 * @param {Response} res
 * @param {Settings} settings
 * @returns {Promise<void>}
 */
export async function endSession(req, res, settings) {
  await toPromise((done) => req.session.destroy(done));
  // Chromium's back button shows pages from memory until a cookie changes. The first page after a sign-in survives one
  // change, so the cookie changes twice: first it is emptied, then cleared.
  res.cookie(cookieName(settings), '', cookieOptions(settings));
  res.clearCookie(cookieName(settings), cookieOptions(settings));
}
