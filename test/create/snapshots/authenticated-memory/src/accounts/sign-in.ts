import express, { type Request, type RequestHandler, Router } from 'express';
import { onlyAllow } from '../errors.ts';
import { contentsAtSignIn } from '../sessions/contents.ts';
import { replaceSession } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';
import { accountMark } from './account-check.ts';
import { type Attempts, OwnAttempts } from './attempts.ts';
import { isDeveloper } from './developer.ts';
import { DeviceCookie } from './device-cookie.ts';
import { nextPath } from './next-path.ts';
import { SignInGuard } from './sign-in-guard.ts';
import { userNameOf } from './user-name.ts';
import type { UsersFile } from './users.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/** Lets a visitor through who is signed in; sends anyone else to sign in, and back here afterwards. */
export const requireSignIn: RequestHandler = (req, res, next) => {
  if (req.session.user_name) next();
  else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
};

/** The route that begins a signed-in session. */
export function signIn(
  settings: Settings,
  usersFile: UsersFile,
  attempts: Attempts = new OwnAttempts(),
): Router {
  const router = Router();
  const deviceCookie = new DeviceCookie(settings);
  const guard = new SignInGuard(settings.signInLimit, attempts, deviceCookie);
  const readForm = express.urlencoded({ extended: false, limit: '10kb' });

  const showForm: RequestHandler = (req, res) => {
    const { refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    if (refusal) res.status(503);
    res.render('login', { next: nextPath(req.query.next), message: refusal });
  };

  const checkForm: RequestHandler = async (req, res) => {
    const form = formFields(req);
    const { username } = form;
    const showAgain = (status: number, message: string) =>
      res.status(status).render('login', { username, next: form.next, message });

    const { users, check, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    // Neither is a guess, so neither counts for anything.
    if (refusal) return showAgain(503, refusal);
    if (!username) return showAgain(422, 'Please enter your username.');

    // The account as it is checked: if its password is changed meanwhile, this session does not last.
    const account = accountMark(users, username);
    const owner = { name: username, mark: account };
    const verdict = await guard.judge(req, res, owner, () => check(username, form.password));
    if (verdict === 'right') {
      await replaceSession(
        req,
        (contents) => ({ ...contentsAtSignIn(contents, username), ...(account && { account }) }),
        settings,
      );
      deviceCookie.set(res, owner);
      res.redirect(form.next);
    } else if (verdict === 'wrong') {
      // One message for every cause: it must not tell which names exist.
      showAgain(422, 'This username and password do not match.');
    } else {
      res.set('Retry-After', String(verdict.retryAfter));
      showAgain(verdict.status, verdict.message);
    }
  };

  router.route('/login').get(showForm).post(readForm, checkForm).all(onlyAllow('GET, HEAD, POST'));
  return router;
}

/** What was typed, as text: a field that is missing, or sent more than once, counts as empty. */
function formFields(req: Request): { username: string; password: string; next: string } {
  const { username, password, next } = req.body ?? {};
  return {
    username: typeof username === 'string' ? userNameOf(username) : '',
    password: typeof password === 'string' ? password : '',
    next: nextPath(next),
  };
}
