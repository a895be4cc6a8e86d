import express, { type Request, type RequestHandler, Router } from 'express';
import { methodNotAllowed } from '../errors.ts';
import { contentsAtSignIn } from '../sessions/contents.ts';
import { replaceSession } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';
import { passwordIdOf } from './account-check.ts';
import type { AttemptStore } from './attempts.ts';
import { isDeveloper } from './developer.ts';
import { DeviceCookie } from './device-cookie.ts';
import { nextPath } from './next-path.ts';
import { SignInGuard } from './sign-in-guard.ts';
import { normalizeUserName } from './user-name.ts';
import type { UsersFile } from './users.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/** Put this in front of a page that only signed-in users may see. Others must sign in first, then come back. */
export const requireSignIn: RequestHandler = (req, res, next) => {
  if (req.session.user_name) next();
  else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
};

/** The sign-in form, and what happens when it is submitted. */
export function signIn(settings: Settings, usersFile: UsersFile, attempts: AttemptStore): Router {
  const router = Router();
  const deviceCookie = new DeviceCookie(settings);
  const guard = new SignInGuard(settings.signInLimit, attempts, deviceCookie);
  const parseForm = express.urlencoded({ extended: false, limit: '10kb' });

  const showForm: RequestHandler = (req, res) => {
    const { hint, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    if (refusal) res.status(503);
    res.render('login', { next: nextPath(req.query.next), hint, message: refusal });
  };

  const submitForm: RequestHandler = async (req, res) => {
    const { username, password, next } = readForm(req);
    const { users, check, hint, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    const showFormAgain = (status: number, message: string, field?: 'username' | 'password') =>
      res.status(status).render('login', { username, next, hint, message, field });

    // These two are not guesses, so they do not count as failed sign-ins.
    if (refusal) return showFormAgain(503, refusal);
    if (!username) return showFormAgain(422, 'Please enter your username.', 'username');

    // Read before the check: if the password changes during the check, this session will not be valid.
    const account = passwordIdOf(users, username);
    const owner = { name: username, passwordId: account };
    const result = await guard.check(req, res, owner, () => check(username, password));
    if (result === 'right') {
      await replaceSession(
        req,
        (contents) => ({ ...contentsAtSignIn(contents, username), ...(account && { account }) }),
        settings,
      );
      deviceCookie.set(res, owner);
      res.redirect(next);
    } else if (result === 'wrong') {
      // The same message for a wrong name and a wrong password, so that it does not tell which names exist.
      showFormAgain(422, 'This username and password do not match.', 'password');
    } else {
      res.set('Retry-After', String(result.retryAfter));
      showFormAgain(result.status, result.message);
    }
  };

  router
    .route('/login')
    .get(showForm)
    .post(parseForm, submitForm)
    .all(methodNotAllowed('GET, HEAD, POST'));
  return router;
}

/** A field that is missing, or sent more than once, counts as empty. */
function readForm(req: Request): { username: string; password: string; next: string } {
  const { username, password, next } = req.body ?? {};
  return {
    username: typeof username === 'string' ? normalizeUserName(username) : '',
    password: typeof password === 'string' ? password : '',
    next: nextPath(next),
  };
}
