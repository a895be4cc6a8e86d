import { type Request, type RequestHandler, type Response, Router } from 'express';
import { methodNotAllowed } from '../../errors.ts';
import { addressKey } from '../../http/address-key.ts';
import { fieldIn, parseForm } from '../../http/form.ts';
import { isCookieWithheld, PlainHttpError } from '../../sessions/plain-http.ts';
import type { Accounts } from '../accounts.ts';
import { isDeveloper } from '../developer.ts';
import { report } from '../security-events.ts';
import { createAccount } from '../users/users.ts';
import { whoMaySignIn } from '../who-may-sign-in.ts';
import { newPasswordProblem } from './new-password.ts';
import { linkPartsIn, passwordIdForLink } from './password-link.ts';
import { replacePassword } from './replace-password.ts';

/** The page that a link of `user:link` leads to. Only its form uses up the link: mail programs open links, too. */
export function setPassword(accounts: Accounts): Router {
  const router = Router();

  const linkIn = (req: Request, values: Record<string, unknown> | undefined) => {
    const { users } = whoMaySignIn(accounts.users, isDeveloper(req, accounts.settings));
    const link = linkPartsIn(values);
    return { link, passwordId: passwordIdForLink(accounts.settings, users, link) };
  };

  const protectLink: RequestHandler = (req, res, next) => {
    // Otherwise, browsers would send the whole link as the referrer, also with the form and the style sheet.
    res.set('Referrer-Policy', 'strict-origin');
    if (isCookieWithheld(req, accounts.settings)) throw new PlainHttpError();
    next();
  };

  const showForm: RequestHandler = (req, res) => {
    const { link, passwordId } = linkIn(req, req.query);
    if (passwordId === undefined) return refuseLink(res);
    res.render('set-password', { link });
  };

  const submitForm: RequestHandler = async (req, res) => {
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

function refuseLink(res: Response): void {
  res.status(403).render('error', {
    status: 403,
    heading: 'This link does not work',
    explanation: 'A link is good for one hour, and for one use. Please ask for a new one.',
  });
}
