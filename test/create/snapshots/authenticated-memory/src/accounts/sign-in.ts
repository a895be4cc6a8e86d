import { type RequestHandler, Router } from 'express';
import { methodNotAllowed } from '../errors.ts';
import { fieldIn, parseForm } from '../http/form.ts';
import { contentsAtSignIn } from '../sessions/contents.ts';
import { passwordIdOf } from './account-check.ts';
import type { Accounts } from './accounts.ts';
import { isDeveloper } from './developer.ts';
import { refuse } from './limits/refusals.ts';
import { nextPath, pathToReturnTo } from './next-path.ts';
import { report, visitorOf } from './security-events.ts';
import { startSession } from './start-session.ts';
import { normalizeUserName } from './users/user-name.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/** Put this in front of a page that only signed-in users may see. Others must sign in first, then come back. */
export const requireSignIn: RequestHandler = (req, res, next) => {
  if (req.session.user_name) next();
  else res.redirect(`/login?next=${encodeURIComponent(pathToReturnTo(req))}`);
};

/** The sign-in form, and what happens when it is submitted. */
export function signIn(accounts: Accounts): Router {
  const router = Router();
  const { settings, users: usersFile, guard } = accounts;

  const showForm: RequestHandler = (req, res) => {
    const { hint, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    if (refusal) res.status(503);
    res.render('login', { next: nextPath(req.query.next), hint, message: refusal });
  };

  const submitForm: RequestHandler = async (req, res) => {
    const username = normalizeUserName(fieldIn(req, 'username'));
    const next = nextPath(fieldIn(req, 'next'));
    const { users, check, hint, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    const showFormAgain = (message: string, field?: 'username' | 'password') =>
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
