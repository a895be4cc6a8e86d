// This folder has the page on which users change their password, and see and end their sessions. This file has its
// routes, and is the one to change. You need not change the others.

import { Router } from 'express';
import { methodNotAllowed } from '../../errors.js';
import { isPrefetch } from '../../http/cross-site.js';
import { fieldIn, parseForm } from '../../http/form.js';
import { renewSessionId, saveSession } from '../../sessions/session.js';
import { maskedId, sessionKey } from '../../sessions/session-id.js';
import { isDeveloper } from '../developer.js';
import { requireRecentSignIn } from '../recent-sign-in.js';
import { report, visitorOf } from '../security-events.js';
import { requireSignIn } from '../sign-in.js';
import { whoMaySignIn } from '../who-may-sign-in.js';
import { changePassword } from './change-password.js';
import { describeSessions } from './session-list.js';

/**
 * @import { Request, Response } from 'express'
 * @import { UserSession } from '../../sessions/store/session-store.js'
 * @import { Accounts } from '../accounts.js'
 */

/** Programs that sign in again and again can leave thousands of sessions. */
const MAX_SHOWN = 50;

/**
 * The page on which users change their password, and see and end their sessions.
 *
 * @param {Accounts} accounts
 * @returns {Router}
 */
export function accountPage(accounts) {
  const router = Router();

  const show = async (req, res, problem) => {
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

  const submitPassword = async (req, res) => {
    const problem = await changePassword(req, res, accounts);
    if (problem) return show(req, res, problem);
    await showNotice(req, res, 'Your password was changed, and all other sessions were ended.');
  };

  const endOne = async (req, res) => {
    const id = fieldIn(req, 'session');
    const ended = await endSessions(req, ({ key }) => maskedId(key) === id);
    const notice =
      ended > 0
        ? 'Done. Whoever used that session is signed out at their next request.'
        : 'That session had already ended.';
    await showNotice(req, res, notice);
  };

  const endOthers = async (req, res) => {
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

  /**
   * Ends sessions of this user, but never the one that asks for it: "Log Out" does that.
   *
   * @param {Request} req
   * @param {(session: UserSession) => boolean} shouldEnd
   */
  const endSessions = (req, shouldEnd) => {
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

/**
 * Leads back to the account page, with a message. In the address, it could be anyone's, so it is in the session.
 *
 * @param {Request} req
 * @param {Response} res
 * @param {string} notice
 * @returns {Promise<void>}
 */
async function showNotice(req, res, notice) {
  req.session.notice = notice;
  await saveSession(req);
  res.redirect(303, '/account');
}

/**
 * Takes the message out of the session, so that it is shown once. A browser that only loads ahead does not take it.
 *
 * @param {Request} req
 * @returns {Promise<string | undefined>}
 */
async function takeNotice(req) {
  if (req.method !== 'GET' || isPrefetch(req)) return undefined;
  const { notice } = req.session;
  delete req.session.notice;
  await saveSession(req);
  return notice;
}
