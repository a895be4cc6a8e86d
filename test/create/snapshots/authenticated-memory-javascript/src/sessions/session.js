import session, { Cookie } from 'express-session';
import { HttpError } from '../errors.js';
import {
  cookieName,
  cookieOptions,
  LONGEST_COOKIE_MS,
  leaveOutForeignCookies,
  sentSessionId,
} from './cookie.js';
import { ExpressStore } from './express-store.js';
import { answerWhenStored } from './held-answer.js';
import { isCookieWithheld, PlainHttpError } from './plain-http.js';
import { putInPlace } from './replacement.js';
import { newSessionId } from './session-id.js';
import { fillSession, finished, saveSession, storeOf } from './session-saving.js';

/**
 * @import { Request, RequestHandler, Response } from 'express'
 * @import { SessionData } from 'express-session'
 * @import { Settings } from '../settings.js'
 * @import { SessionStore, StoredSession } from './session-store.js'
 */

export { saveSession };

/**
 * What this site remembers of a visitor: what a session holds, without the cookie's own details. A list is best kept as
 * keys of its own, one an entry, such as ``[entry: `cart:${string}`]: string``: the README says why.
 *
 * @typedef {object} SessionContents
 * @property {string} [user_name]
 * @property {string} [account] Ties the session to the account as it was at sign-in: see `account-check.js`.
 * @property {string} [lang]
 * @property {string} [theme]
 */

/**
 * Finds the visitor's session for each request, if it still counts, and tells the views who is signed in.
 *
 * @param {Settings} settings
 * @param {SessionStore} store
 * @param {(session: SessionData) => boolean} stillCounts
 * @returns {RequestHandler[]}
 */
export function sessions(settings, store, stillCounts) {
  const findSession = session({
    name: cookieName(settings),
    secret: settings.sessionSecrets,
    genid: newSessionId,
    store: new ExpressStore(store, settings, stillCounts),
    cookie: { ...cookieOptions(settings), maxAge: LONGEST_COOKIE_MS },
    // A request that changed nothing has nothing to save.
    resave: false,
    // A visitor of whom there is nothing to remember gets no cookie, and no record.
    saveUninitialized: false,
  });
  return [
    leaveOutForeignCookies(settings),
    findSession,
    answerWhenStored,
    (req, res, next) => {
      res.locals.userName = req.session.user_name;
      next();
    },
  ];
}

/**
 * What a session holds, as data of its own.
 *
 * @param {StoredSession} storedSession
 * @returns {SessionContents}
 */
function contentsOf({ cookie: _, movedTo: __, ...contents }) {
  return contents;
}

/**
 * Adds to the session what a page can do without: where the store fails, it is served all the same.
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
    if (!(error instanceof HttpError && error.status === 503)) throw error;
    for (const key of Object.keys(contents)) Reflect.deleteProperty(req.session, key);
  }
}

/**
 * Gives the visitor a new session, and makes the old one worthless: an id that was stolen, or planted, before a sign-in
 * is worth nothing after it.
 *
 * @param {Request} req
 * @param {(contents: SessionContents) => SessionContents} contentsAfter
 * @param {Settings} settings
 * @returns {Promise<void>}
 * @param contentsAfter says what the new session holds, given what the old one did
 */
export async function replaceSession(req, contentsAfter, settings) {
  if (isCookieWithheld(req, settings)) throw new PlainHttpError();
  const store = storeOf(req);
  const before = req.session;
  const wasStored = store.isStored(before);
  const oldId = wasStored ? req.sessionID : sentSessionId(req.headers.cookie, settings);
  const cookie = Object.assign(new Cookie(), cookieOptions(settings));

  const contents = contentsAfter(contentsOf(before));
  req.sessionID = newSessionId();
  const newRecord = { ...contents, cookie };
  const { id, record, taken } = await putInPlace(store, req.sessionID, oldId, newRecord);
  req.sessionID = id;
  store.createSession(req, record);
  req.session.cookie.maxAge = settings.lifetimes.absolute;
  if (taken && wasStored) {
    // What other requests wrote to the old one while this one was under way.
    fillSession(req, contentsAfter(contentsOf(store.merged(taken, before))));
    await saveSession(req);
  }
}

/**
 * Destroys the session in the store, then has the browser forget its cookie.
 *
 * @param {Request} req
 * @param {Response} res
 * @param {Settings} settings
 * @returns {Promise<void>}
 */
export async function endSession(req, res, settings) {
  await finished((done) => req.session.destroy(done));
  // For the back button Chromium keeps whole pages until a cookie changes. It keeps the first page after a sign-in for
  // one change more, so the cookie changes twice: it is emptied, and then it goes.
  res.cookie(cookieName(settings), '', cookieOptions(settings));
  res.clearCookie(cookieName(settings), cookieOptions(settings));
}
