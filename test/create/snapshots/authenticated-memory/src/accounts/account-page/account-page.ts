// This folder has the page on which users change their password, and see and end their sessions. This file has its
// routes, and is the one to change. You need not change the others.

import { type Request, type RequestHandler, type Response, Router } from 'express';
import { methodNotAllowed } from '../../errors.ts';
import { isPrefetch } from '../../http/cross-site.ts';
import { fieldIn, parseForm } from '../../http/form.ts';
import { renewSessionId, saveSession } from '../../sessions/session.ts';
import { maskedId, sessionKey } from '../../sessions/session-id.ts';
import type { UserSession } from '../../sessions/store/session-store.ts';
import type { Accounts } from '../accounts.ts';
import { isDeveloper } from '../developer.ts';
import { requireRecentSignIn } from '../recent-sign-in.ts';
import { report, visitorOf } from '../security-events.ts';
import { requireSignIn } from '../sign-in.ts';
import { whoMaySignIn } from '../who-may-sign-in.ts';
import { changePassword, type PasswordProblem } from './change-password.ts';
import { describeSessions } from './session-list.ts';

/** Programs that sign in again and again can leave thousands of sessions. */
const MAX_SHOWN = 50;

/** The page on which users change their password, and see and end their sessions. */
export function accountPage(accounts: Accounts): Router {
  const router = Router();

  const show = async (req: Request, res: Response, problem?: PasswordProblem) => {
    const { user_name: name = '' } = req.session;
    const { users } = whoMaySignIn(accounts.users, isDeveloper(req, accounts.settings));
    const sessions = await accounts.sessions.list(name);
    const own = sessionKey(req.sessionID);
    const shown = describeSessions(sessions, own, accounts.settings.lifetimes);
    res.render('account', {
      hasPassword: users?.has(name) ?? false,
      sessions: shown.slice(0, MAX_SHOWN),
      more: Math.max(0, shown.length - MAX_SHOWN),
      notice: await takeNotice(req),
      ...problem,
    });
  };

  const submitPassword: RequestHandler = async (req, res) => {
    const problem = await changePassword(req, res, accounts);
    if (problem) return show(req, res, problem);
    await showNotice(req, res, 'Your password was changed, and all other sessions were ended.');
  };

  const endOne: RequestHandler = async (req, res) => {
    const id = fieldIn(req, 'session');
    const ended = await endSessions(req, ({ key }) => maskedId(key) === id);
    const notice =
      ended > 0
        ? 'Done. Whoever used that session is signed out at their next request.'
        : 'That session had already ended.';
    await showNotice(req, res, notice);
  };

  const endOthers: RequestHandler = async (req, res) => {
    const endAll = () => endSessions(req, () => true);
    // Somebody may have a copy of this browser's cookie, and would stay signed in with it.
    const renew = () => renewSessionId(req, accounts.settings);
    // If the disk is full, there may be room for a new id once the others have ended.
    const isRenewed = await renew().catch(() => endAll().then(renew));
    // Somebody has ended this session meanwhile. So it ends no others, and its user must sign in again.
    if (!isRenewed) return res.redirect(303, '/account');
    await endAll();
    await showNotice(req, res, 'Done. You are signed in here only.');
  };

  /** Ends sessions of this user, but never the one that asks for it: "Log Out" does that. */
  const endSessions = (req: Request, shouldEnd: (session: UserSession) => boolean) => {
    const visitor = visitorOf(req);
    const own = sessionKey(req.sessionID);
    return accounts.sessions.end(
      visitor.name ?? '',
      (session) => session.key !== own && shouldEnd(session),
      (session) =>
        report({ event: 'session-ended', ...visitor, session, by: `session ${visitor.session}` }),
    );
  };

  router.use('/account', requireSignIn);
  router
    .route('/account')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'));
  router.route('/account/password').post(parseForm, submitPassword).all(methodNotAllowed('POST'));
  router
    .route('/account/end')
    .post(requireRecentSignIn, parseForm, endOne)
    .all(methodNotAllowed('POST'));
  router
    .route('/account/end-others')
    .post(requireRecentSignIn, endOthers)
    .all(methodNotAllowed('POST'));
  return router;
}

/** Leads back to the account page, with a message. In the address, it could be anyone's, so it is in the session. */
async function showNotice(req: Request, res: Response, notice: string): Promise<void> {
  req.session.notice = notice;
  await saveSession(req);
  res.redirect(303, '/account');
}

/** Takes the message out of the session, so that it is shown once. A browser that only loads ahead does not take it. */
async function takeNotice(req: Request): Promise<string | undefined> {
  if (req.method !== 'GET' || isPrefetch(req)) return undefined;
  const { notice } = req.session;
  delete req.session.notice;
  await saveSession(req);
  return notice;
}
