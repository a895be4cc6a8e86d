import express, { type Request, type RequestHandler, Router } from 'express';
import { onlyAllow } from '../errors.ts';
import { refuseCrossSite } from '../http/cross-site.ts';
import { contentsAtSignIn } from '../sessions/contents.ts';
import { endSession, replaceSession } from '../sessions/session.ts';
import type { Settings } from '../settings.ts';
import { accountMark } from './account-check.ts';
import { isDeveloper } from './developer.ts';
import { nextPath } from './next-path.ts';
import { type AttemptStores, limitSignIns } from './sign-in-limits.ts';
import { userNameOf } from './user-name.ts';
import type { UsersFile } from './users.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/** Lets a visitor through who is signed in; sends anyone else to sign in, and back here afterwards. */
export const requireSignIn: RequestHandler = (req, res, next) => {
  if (req.session.user_name) next();
  else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
};

/** The routes that begin and end a signed-in session. */
export function signIn(
  settings: Settings,
  usersFile: UsersFile,
  attempts: AttemptStores | undefined,
): Router {
  const router = Router();
  const readForm = express.urlencoded({ extended: false, limit: '10kb' });

  const showForm: RequestHandler = (req, res) => {
    const { refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    if (refusal) res.status(503);
    res.render('login', { next: nextPath(req.query.next), message: refusal });
  };

  const checkForm: RequestHandler = async (req, res) => {
    const form = formFields(req);
    const { users, check, refusal } = whoMaySignIn(usersFile, isDeveloper(req, settings));
    if (form.username && (await check(form.username, form.password))) {
      const { username } = form;
      // The account as it was checked: if its password was changed meanwhile, this session does not last.
      const account = accountMark(users, form.username);
      await replaceSession(
        req,
        (contents) => ({ ...contentsAtSignIn(contents, username), ...(account && { account }) }),
        settings,
      );
      res.redirect(form.next);
    } else {
      // One message for every cause: it must not tell which names exist.
      const mismatch = form.username
        ? 'This username and password do not match.'
        : 'Please enter your username.';
      const message = refusal ?? mismatch;
      res.status(refusal ? 503 : 422);
      res.render('login', { username: form.username, next: form.next, message });
    }
  };

  const signOut: RequestHandler = async (req, res) => {
    await endSession(req, res, settings);
    // The browser forgets the pages that it keeps for the back button.
    res.set('Clear-Site-Data', '"cache"');
    res.send('Signed Out!!!');
  };

  router
    .route('/login')
    .get(showForm)
    .post(readForm, limitSignIns(settings.signInLimit, attempts), checkForm)
    .all(onlyAllow('GET, HEAD, POST'));
  // A GET signs out as well, so it is guarded like a POST.
  router
    .route('/logout')
    .get(refuseCrossSite, signOut)
    .post(signOut)
    .all(onlyAllow('GET, HEAD, POST'));
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
