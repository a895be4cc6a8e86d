import { Router } from 'express';
import { methodNotAllowed } from '../errors.js';
import { fieldIn, parseForm } from '../http/form.js';
import { contentsAtSignIn } from '../sessions/contents.js';
import { passwordIdOf } from './account-check.js';
import { isDeveloper } from './developer.js';
import { refuse } from './limits/refusals.js';
import { nextPath, pathToReturnTo } from './next-path.js';
import { report, visitorOf } from './security-events.js';
import { startSession } from './start-session.js';
import { normalizeUserName } from './users/user-name.js';
import { whoMaySignIn } from './who-may-sign-in.js';

/**
 * @import { RequestHandler } from 'express'
 * @import { Accounts } from './accounts.js'
 */

/**
 * Put this in front of a page that only signed-in users may see. Others must sign in first, then come back.
 *
 * @type {RequestHandler}
 */
export const requireSignIn = (req, res, next) => {
  if (req.session.user_name) next();
  else res.redirect(`/login?next=${encodeURIComponent(pathToReturnTo(req))}`);
};

/**
 * The sign-in form, and what happens when it is submitted.
 *
 * @param {Accounts} accounts
 * @returns {Router}
 */
export function signIn(accounts) {
  const router = Router();
  const { settings, users: usersFile, guard } = accounts;

  const showForm = (req, res) => {
    const { hint, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    if (refusal) res.status(503);
    res.render('login', { next: nextPath(req.query.next), hint, message: refusal });
  };

  const submitForm = async (req, res) => {
    const username = normalizeUserName(fieldIn(req, 'username'));
    const next = nextPath(fieldIn(req, 'next'));
    const { users, check, hint, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    const showFormAgain = (message, field) =>
      res.render('login', { username, next, hint, message, field });

    // These two are not guesses, so they do not count as failed sign-ins.
    if (refusal) {
      res.status(503);
      return showFormAgain(refusal);
    }
    if (!username) {
      res.status(422);
      return showFormAgain('Please enter your username.', 'username');
    }

    // Read before the check: if the password changes during the check, this session will not be valid.
    const user = { name: username, passwordId: passwordIdOf(users, username) };
    const result = await guard.check(req, res, user, () =>
      check(username, fieldIn(req, 'password')),
    );
    if (result !== 'right') {
      // The same message for a wrong name and a wrong password, so that it does not tell which names exist.
      const message = refuse(res, result, 'This username and password do not match.');
      return showFormAgain(message, result === 'wrong' ? 'password' : undefined);
    }
    await startSession(req, res, accounts, user, (contents) =>
      contentsAtSignIn(contents, username),
    );
    report({ event: 'sign-in', ...visitorOf(req) });
    res.redirect(next);
  };

  router
    .route('/login')
    .get(showForm)
    .post(parseForm, submitForm)
    .all(methodNotAllowed('GET, HEAD, POST'));
  return router;
}
