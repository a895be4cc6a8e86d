import { Router } from 'express';
import { methodNotAllowed } from '../errors.js';
import { fieldIn, parseForm } from '../http/form.js';
import { maskedId, sessionKey } from '../sessions/session-id.js';
import { changePassword } from './change-password.js';
import { isDeveloper } from './developer.js';
import { requireRecentSignIn } from './recent-sign-in.js';
import { report, visitorOf } from './security-events.js';
import { describeSessions } from './session-list.js';
import { requireSignIn } from './sign-in.js';
import { whoMaySignIn } from './who-may-sign-in.js';

/**
 * @import { Request, RequestHandler } from 'express'
 * @import { UserSession } from '../sessions/session-store.js'
 * @import { Accounts } from './accounts.js'
 */

/** What the page says after an action. */
const NOTICES = new Map([
  ['password', 'Your password was changed, and all other sessions were ended.'],
  ['ended', 'Done. Whoever used that session is signed out at their next request.'],
]);

/** Programs that sign in again and again can leave thousands of sessions. */
const MAX_SHOWN = 100;

/**
 * The page on which users change their password, and see and end their sessions.
 *
 * @param {Accounts} accounts
 * @returns {Router}
 */
export function accountPage(accounts) {
  const router = Router();

  const show = async (req, res, message) => {
    const { user_name: name = '' } = req.session;
    const { users } = whoMaySignIn(accounts.users, isDeveloper(req, accounts.settings));
    const sessions = await accounts.sessions.list(name);
    const own = sessionKey(req.sessionID);
    const shown = describeSessions(sessions, own, accounts.settings.lifetimes);
    res.render('account', {
      hasPassword: users?.has(name) ?? false,
      sessions: shown.slice(0, MAX_SHOWN),
      more: Math.max(0, shown.length - MAX_SHOWN),
      notice: NOTICES.get(String(req.query.done)),
      message,
    });
  };

  const submitPassword = async (req, res) => {
    const message = await changePassword(req, res, accounts);
    if (message) return show(req, res, message);
    res.redirect(303, '/account?done=password');
  };

  /**
   * Ends sessions of this user, but never the one that asks for it: "Log Out" does that.
   *
   * @param {(session: UserSession, req: Request) => boolean} isMeant
   * @returns {RequestHandler}
   */
  const endSessions = (isMeant) => async (req, res) => {
    const visitor = visitorOf(req);
    const own = sessionKey(req.sessionID);
    const ended = await accounts.sessions.end(
      visitor.name ?? '',
      (session) => session.key !== own && isMeant(session, req),
    );
    for (const session of ended) {
      report({ event: 'session-ended', ...visitor, session, by: `session ${visitor.session}` });
    }
    res.redirect(303, '/account?done=ended');
  };
  const isNamedInForm = ({ key }, req) => maskedId(key) === fieldIn(req, 'session');

  router.use('/account', requireSignIn);
  router
    .route('/account')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'));
  router.route('/account/password').post(parseForm, submitPassword).all(methodNotAllowed('POST'));
  router
    .route('/account/end')
    .post(requireRecentSignIn, parseForm, endSessions(isNamedInForm))
    .all(methodNotAllowed('POST'));
  router
    .route('/account/end-others')
    .post(
      requireRecentSignIn,
      endSessions(() => true),
    )
    .all(methodNotAllowed('POST'));
  return router;
}
