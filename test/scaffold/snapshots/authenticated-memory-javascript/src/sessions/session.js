import session from 'express-session';
import { ExpressStore } from './express-store.js';
import { newSessionId } from './session-id.js';

/**
 * @import { CookieOptions, Request, RequestHandler, Response } from 'express'
 * @import { SessionData } from 'express-session'
 * @import { Settings } from '../settings.js'
 * @import { SessionStore } from './session-store.js'
 */

/**
 * What this site remembers of a visitor: what a session holds, without the cookie's own details.
 *
 * @typedef {object} SessionContents
 * @property {string} [user_name]
 * @property {string} [account] Ties the session to the account as it was at sign-in: see `account-check.js`.
 * @property {string} [lang]
 * @property {string} [theme]
 */

/** As long as browsers keep a cookie at all: when an anonymous session ends is the server's to say. */
const LONGEST_COOKIE_MS = 400 * 24 * 60 * 60 * 1000;

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
    store: new ExpressStore(store, settings.lifetimes, stillCounts),
    cookie: { ...cookieOptions(settings), maxAge: LONGEST_COOKIE_MS },
    // A request that changed nothing has nothing to save.
    resave: false,
    // A visitor of whom there is nothing to remember gets no cookie, and no record.
    saveUninitialized: false,
  });
  return [
    findSession,
    (req, res, next) => {
      res.locals.userName = req.session.user_name;
      next();
    },
  ];
}

/**
 * What a session holds, as data of its own.
 *
 * @param {SessionData} sessionData
 * @returns {SessionContents}
 */
function contentsOf({ cookie: _, ...contents }) {
  return contents;
}

/**
 * Resolves when the session is stored. Answer only then: a visitor's next request may be faster than the store.
 *
 * @param {Request} req
 * @returns {Promise<void>}
 */
export function saveSession(req) {
  if (req.session.cookie.secure && !req.secure) warnOfPlainHttp();
  return finished((done) => req.session.save(done));
}

/**
 * Gives the visitor a new session, and destroys the old one: an id that was stolen, or planted, before a sign-in is
 * worth nothing after it.
 *
 * @param {Request} req
 * @param {(contents: SessionContents) => SessionContents} contentsAfter
 * @param {Settings} settings
 * @returns {Promise<void>}
 * @param contentsAfter says what the new session holds, given what the old one did
 */
export async function replaceSession(req, contentsAfter, { lifetimes }) {
  const contents = contentsAfter(contentsOf(req.session));
  await finished((done) => req.session.regenerate(done));
  Object.assign(req.session, contents);
  req.session.cookie.maxAge = lifetimes.absolute;
  await saveSession(req);
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
  res.clearCookie(cookieName(settings), cookieOptions(settings));
}

function cookieName({ production }) {
  // Browsers take a `__Host-` cookie from this very host over HTTPS alone, so no other host can plant one.
  return production ? '__Host-session' : 'session';
}

/**
 * How the cookie is set, and taken back: a browser forgets it only where both agree.
 *
 * @param {Settings} settings
 * @returns {CookieOptions}
 */
function cookieOptions({ production }) {
  return {
    path: '/',
    // Scripts cannot read it, so a script that was slipped in cannot send it away.
    httpOnly: true,
    // It is not sent with forms that another site posts to this one.
    sameSite: 'lax',
    secure: production,
  };
}

let warned = false;

function warnOfPlainHttp() {
  if (!warned) {
    console.error(
      'The session cookie was withheld: it only goes over HTTPS, and this request came over plain HTTP. If a proxy in front of the site ends HTTPS, set TRUST_PROXY.',
    );
  }
  warned = true;
}

/**
 * Waits for what express-session tells a callback.
 *
 * @param {(done: (error?: unknown) => void) => void} start
 * @returns {Promise<void>}
 */
function finished(start) {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
