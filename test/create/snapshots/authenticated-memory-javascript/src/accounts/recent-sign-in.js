import { Router } from 'express';
import { methodNotAllowed } from '../errors.js';
import { fieldIn, parseForm } from '../http/form.js';
import { createdAt } from '../sessions/session-id.js';
import { passwordIdOf } from './account-check.js';
import { isDeveloper } from './developer.js';
import { refuse } from './limits/refusals.js';
import { nextPath, pathToReturnTo } from './next-path.js';
import { report, visitorOf } from './security-events.js';
import { requireSignIn } from './sign-in.js';
import { startSession } from './start-session.js';
import { whoMaySignIn } from './who-may-sign-in.js';

/**
 * @import { RequestHandler } from 'express'
 * @import { Accounts } from './accounts.js'
 */

const RECENT_MS = 10 * 60 * 1000;

/**
 * Put this in front of what a thief must not do with a browser that was left open. If the password was typed more than
 * ten minutes ago, the visitor must type it again, and then comes back. Typing it starts a new session, so the age of
 * the session tells.
 *
 * @type {RequestHandler}
 */
export const requireRecentSignIn = (req, res, next) => {
  if (!req.session.user_name) return requireSignIn(req, res, next);
  if (Math.abs(Date.now() - createdAt(req.sessionID)) < RECENT_MS) return next();
  res.redirect(303, `/account/confirm?next=${encodeURIComponent(pathToReturnTo(req))}`);
};

/**
 * The page that asks for the password again.
 *
 * @param {Accounts} accounts
 * @returns {Router}
 */
export function confirmPassword(accounts) {
  const router = Router();
  const { settings, users, guard } = accounts;

  const showForm = (req, res) => {
    res.render('confirm', { next: nextPath(req.query.next) });
  };

  const submitForm = async (req, res) => {
    const { user_name: name = '' } = req.session;
    const next = nextPath(fieldIn(req, 'next'));
    const policy = whoMaySignIn(users, isDeveloper(req, settings));
    const user = { name, passwordId: passwordIdOf(policy.users, name) };
    const check = () => policy.check(name, fieldIn(req, 'password'));
    const result = await guard.check(req, res, user, check);
    if (result !== 'right') {
      const message = refuse(res, result, 'This is not your password.');
      return res.render('confirm', { next, message });
    }
    await startSession(req, res, accounts, user, (contents) => contents);
    report({ event: 'sign-in', ...visitorOf(req) });
    res.redirect(303, next);
  };

  router
    .route('/account/confirm')
    .get(requireSignIn, showForm)
    .post(requireSignIn, parseForm, submitForm)
    .all(methodNotAllowed('GET, HEAD, POST'));
  return router;
}
