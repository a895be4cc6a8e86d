import express, { Router } from 'express';
import { onlyAllow } from '../errors.js';
import { refuseCrossSite } from '../http/cross-site.js';
import { contentsAtSignIn } from '../sessions/contents.js';
import { endSession, replaceSession } from '../sessions/session.js';
import { accountMark } from './account-check.js';
import { nextPath } from './next-path.js';
import { limitSignIns } from './sign-in-limits.js';
import { userNameOf } from './user-name.js';
import { whoMaySignIn } from './who-may-sign-in.js';

/**
 * @import { Request, RequestHandler } from 'express'
 * @import { Settings } from '../settings.js'
 * @import { AttemptStores } from './sign-in-limits.js'
 * @import { UsersFile } from './users.js'
 */

/**
 * Lets a visitor through who is signed in; sends anyone else to sign in, and back here afterwards.
 *
 * @type {RequestHandler}
 */
export const requireSignIn = (req, res, next) => {
  if (req.session.user_name) next();
  else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
};

/**
 * The routes that begin and end a signed-in session.
 *
 * @param {Settings} settings
 * @param {UsersFile} usersFile
 * @param {AttemptStores | undefined} attempts
 * @returns {Router}
 */
export function signIn(settings, usersFile, attempts) {
  const router = Router();
  const readForm = express.urlencoded({ extended: false, limit: '10kb' });

  const showForm = (req, res) => {
    const { refusal } = whoMaySignIn(usersFile.read(), settings.production);
    res.render('login', { next: nextPath(req.query.next), message: refusal });
  };

  const checkForm = async (req, res) => {
    const form = formFields(req);
    const users = usersFile.read();
    const { check, refusal } = whoMaySignIn(users, settings.production);
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
      res.status(422).render('login', { username: form.username, next: form.next, message });
    }
  };

  const signOut = async (req, res) => {
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

/**
 * What was typed, as text: a field that is missing, or sent more than once, counts as empty.
 *
 * @param {Request} req
 * @returns {{ username: string, password: string, next: string }}
 */
function formFields(req) {
  const { username, password, next } = req.body ?? {};
  return {
    username: typeof username === 'string' ? userNameOf(username) : '',
    password: typeof password === 'string' ? password : '',
    next: nextPath(next),
  };
}
