import type { Request, RequestHandler, Response } from 'express';
import session, { Cookie, type SessionData } from 'express-session';
import { HttpError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import {
  cookieName,
  cookieOptions,
  LONGEST_COOKIE_MS,
  leaveOutForeignCookies,
  sentSessionId,
} from './cookie.ts';
import { ExpressStore } from './express-store.ts';
import { answerWhenStored } from './held-answer.ts';
import { isCookieWithheld, PlainHttpError } from './plain-http.ts';
import { putInPlace } from './replacement.ts';
import { newSessionId } from './session-id.ts';
import { fillSession, finished, saveSession, storeOf } from './session-saving.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

export { saveSession };

/**
 * What this site remembers of a visitor: what a session holds, without the cookie's own details. A list is best kept as
 * keys of its own, one an entry, such as ``[entry: `cart:${string}`]: string``: the README says why.
 */
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

/** What a session holds, as data of its own. */
function contentsOf({ cookie: _, movedTo: __, ...contents }: StoredSession): SessionContents {
  return contents;
}

/** Adds to the session what a page can do without: where the store fails, it is served all the same. */
export async function addIfPossible(req: Request, contents: SessionContents): Promise<void> {
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
 * @param contentsAfter says what the new session holds, given what the old one did
 */
export async function replaceSession(
  req: Request,
  contentsAfter: (contents: SessionContents) => SessionContents,
  settings: Settings,
): Promise<void> {
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

/** Destroys the session in the store, then has the browser forget its cookie. */
export async function endSession(req: Request, res: Response, settings: Settings): Promise<void> {
  await finished((done) => req.session.destroy(done));
  // For the back button Chromium keeps whole pages until a cookie changes. It keeps the first page after a sign-in for
  // one change more, so the cookie changes twice: it is emptied, and then it goes.
  res.cookie(cookieName(settings), '', cookieOptions(settings));
  res.clearCookie(cookieName(settings), cookieOptions(settings));
}
