import type { Request, RequestHandler, Response } from 'express';
import session, { Cookie } from 'express-session';
import { OutageError } from '../errors.ts';
import { browserName } from '../http/browser-name.ts';
import type { Settings } from '../settings.ts';
import { toPromise } from './callbacks.ts';
import type { SessionContents } from './contents.ts';
import {
  cookieName,
  cookieOptions,
  dropForeignCookies,
  MAX_COOKIE_AGE_MS,
  sessionIdInCookie,
} from './cookie.ts';
import { ExpressStore } from './express-store.ts';
import { isCookieWithheld, PlainHttpError } from './plain-http.ts';
import { replaceInStore } from './replace-in-store.ts';
import { saveBeforeResponse } from './save-before-response.ts';
import { createdAt, newSessionId, sessionIdFrom } from './session-id.ts';
import { saveSession, setContents, storeOf } from './session-saving.ts';
import type { IsStillValid, SessionStore, StoredSession } from './store/session-store.ts';

export { saveSession };

declare module 'express-session' {
  interface SessionData extends SessionContents {}
}

/** Loads the visitor's session for each request, if it is still valid, and tells the views who is signed in. */
export function sessions(
  settings: Settings,
  store: SessionStore,
  isStillValid: IsStillValid,
): RequestHandler[] {
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

/** What a session holds, without what only the store needs. */
function contentsOf({ cookie: _, movedTo: __, ...contents }: StoredSession): SessionContents {
  return contents;
}

/** Adds to the session what a page can do without: if the store fails, the page is served all the same. */
export async function addIfPossible(req: Request, contents: SessionContents): Promise<void> {
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
 * @param newContents returns what the new session holds, given what the old one held
 */
export async function replaceSession(
  req: Request,
  newContents: (contents: SessionContents) => SessionContents,
  settings: Settings,
): Promise<void> {
  await moveTo({ id: newSessionId(), isRenewal: false }, req, newContents, settings);
}

/**
 * Gives the session a new id and changes nothing else, not even when it began. The old id is no longer accepted then.
 * If the session has ended meanwhile, it gets no new id either, and the result is false.
 */
export async function renewSessionId(req: Request, settings: Settings): Promise<boolean> {
  const id = sessionIdFrom(createdAt(req.sessionID));
  return moveTo({ id, isRenewal: true }, req, (contents) => contents, settings);
}

async function moveTo(
  target: { id: string; isRenewal: boolean },
  req: Request,
  newContents: (contents: SessionContents) => SessionContents,
  settings: Settings,
): Promise<boolean> {
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

/** Deletes the session from the store, then clears the browser's cookie. */
export async function endSession(req: Request, res: Response, settings: Settings): Promise<void> {
  await toPromise((done) => req.session.destroy(done));
  // Chromium's back button shows pages from memory until a cookie changes. The first page after a sign-in survives one
  // change, so the cookie changes twice: first it is emptied, then cleared.
  res.cookie(cookieName(settings), '', cookieOptions(settings));
  res.clearCookie(cookieName(settings), cookieOptions(settings));
}
