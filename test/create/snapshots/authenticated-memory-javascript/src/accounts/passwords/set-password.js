import { Router } from 'express';
import { methodNotAllowed } from '../../errors.js';
import { addressKey } from '../../http/address-key.js';
import { fieldIn, parseForm } from '../../http/form.js';
import { isCookieWithheld, PlainHttpError } from '../../sessions/plain-http.js';
import { isDeveloper } from '../developer.js';
import { report } from '../security-events.js';
import { createAccount } from '../users/users.js';
import { whoMaySignIn } from '../who-may-sign-in.js';
import { newPasswordProblem } from './new-password.js';
import { linkPartsIn, passwordIdForLink } from './password-link.js';
import { replacePassword } from './replace-password.js';

/** @import { Accounts } from '../accounts.js' */

/**
 * The page that a link of `user:link` leads to. Only its form uses up the link: mail programs open links, too.
 *
 * @param {Accounts} accounts
 * @returns {Router}
 */
export function setPassword(accounts) {
  const router = Router();

  const linkIn = (req, values) => {
    const { users } = whoMaySignIn(accounts.users, isDeveloper(req, accounts.settings));
    const link = linkPartsIn(values);
    return { link, passwordId: passwordIdForLink(accounts.settings, users, link) };
  };

  const protectLink = (req, res, next) => {
    // Otherwise, browsers would send the whole link as the referrer, also with the form and the style sheet.
    res.set('Referrer-Policy', 'strict-origin');
    if (isCookieWithheld(req, accounts.settings)) throw new PlainHttpError();
    next();
  };

  const showForm = (req, res) => {
    const { link, passwordId } = linkIn(req, req.query);
    if (passwordId === undefined) return refuseLink(res);
    res.render('set-password', { link });
  };

  const submitForm = async (req, res) => {
    const { link, passwordId } = linkIn(req, req.body);
    if (passwordId === undefined) return refuseLink(res);
    const password = fieldIn(req, 'password');
    const message = newPasswordProblem(password, fieldIn(req, 'repeated'));
    if (message) return res.status(422).render('set-password', { link, message });

    const { name } = link;
    const account = await accounts.guard.hash(req, res, () => createAccount(password));
    // Somebody may have used the same link meanwhile.
    if (!(await replacePassword(accounts.users, name, passwordId, account))) return refuseLink(res);
    const by = 'a link of user:link';
    const address = addressKey(req.ip);
    report({ event: 'password-changed', name, address, by });
    // They are no longer valid. This also removes them from the store.
    await accounts.sessions.end(
      name,
      () => true,
      (session) => report({ event: 'session-ended', name, address, session, by }),
    );
    res.redirect(303, '/login');
  };

  router
    .route('/set-password')
    .all(protectLink)
    .get(showForm)
    .post(parseForm, submitForm)
    .all(methodNotAllowed('GET, HEAD, POST'));
  return router;
}

function refuseLink(res) {
  res.status(403).render('error', {
    status: 403,
    heading: 'This link does not work',
    explanation: 'A link is good for one hour, and for one use. Please ask for a new one.',
  });
}
