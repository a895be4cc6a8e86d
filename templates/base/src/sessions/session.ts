import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import type { Settings } from '../settings.ts';
import { ExpressStore } from './express-store.ts';
import { newSessionId } from './session-id.ts';
import type { SessionStore } from './session-store.ts';

/** What this site remembers of a visitor: what a session holds, without the cookie's own details. */
export interface SessionContents {
  user_name?: string;
  /** Ties the session to the account as it was at sign-in: see `account-check.ts`. */
  account?: string;
  lang?: string;
  theme?: string;
}

declare module 'express-session' {
  interface SessionData extends SessionContents {}
}

/** As long as browsers keep a cookie at all: when an anonymous session ends is the server's to say. */
const LONGEST_COOKIE_MS = 400 * 24 * 60 * 60 * 1000;

/** Finds the visitor's session for each request, if it still counts, and tells the views who is signed in. */
export function sessions(
  settings: Settings,
  store: SessionStore,
  stillCounts: (session: SessionData) => boolean,
): RequestHandler[] {
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

/** What a session holds, as data of its own. */
function contentsOf({ cookie: _, ...contents }: SessionData): SessionContents {
  return contents;
}

/** Resolves when the session is stored. Answer only then: a visitor's next request may be faster than the store. */
export function saveSession(req: Request): Promise<void> {
  if (req.session.cookie.secure && !req.secure) warnOfPlainHttp();
  return finished((done) => req.session.save(done));
}

/**
 * Gives the visitor a new session, and destroys the old one: an id that was stolen, or planted, before a sign-in is
 * worth nothing after it.
 *
 * @param contentsAfter says what the new session holds, given what the old one did
 */
export async function replaceSession(
  req: Request,
  contentsAfter: (contents: SessionContents) => SessionContents,
  { lifetimes }: Settings,
): Promise<void> {
  const contents = contentsAfter(contentsOf(req.session));
  await finished((done) => req.session.regenerate(done));
  Object.assign(req.session, contents);
  req.session.cookie.maxAge = lifetimes.absolute;
  await saveSession(req);
}

/** Destroys the session in the store, then has the browser forget its cookie. */
export async function endSession(req: Request, res: Response, settings: Settings): Promise<void> {
  await finished((done) => req.session.destroy(done));
  // For the back button Chromium keeps whole pages until a cookie changes. It keeps the first page after a sign-in for
  // one change more, so the cookie changes twice: it is emptied, and then it goes.
  res.cookie(cookieName(settings), '', cookieOptions(settings));
  res.clearCookie(cookieName(settings), cookieOptions(settings));
}

function cookieName({ production }: Settings): string {
  // Browsers take a `__Host-` cookie from this very host over HTTPS alone, so no other host can plant one.
  return production ? '__Host-session' : 'session';
}

/** How the cookie is set, and taken back: a browser forgets it only where both agree. */
function cookieOptions({ production }: Settings): CookieOptions {
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

function warnOfPlainHttp(): void {
  if (!warned) {
    console.error(
      'The session cookie was withheld: it only goes over HTTPS, and this request came over plain HTTP. If a proxy in front of the site ends HTTPS, set TRUST_PROXY.',
    );
  }
  warned = true;
}

/** Waits for what express-session tells a callback. */
function finished(start: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
