import { fieldIn } from '../../http/form.js';
import { sessionKey } from '../../sessions/session-id.js';
import { passwordIdOf } from '../account-check.js';
import { isDeveloper } from '../developer.js';
import { refuse } from '../limits/refusals.js';
import { newPasswordProblem } from '../passwords/new-password.js';
import { replacePassword } from '../passwords/replace-password.js';
import { report, visitorOf } from '../security-events.js';
import { startSession } from '../start-session.js';
import { createAccount } from '../users/users.js';
import { whoMaySignIn } from '../who-may-sign-in.js';

/**
 * @import { Request, Response } from 'express'
 * @import { Accounts } from '../accounts.js'
 */

const WRONG = 'The old password is not right. Your password was not changed.';

/**
 * Why a password was not changed, for the visitor, and the field that is at fault, if one is.
 *
 * @typedef {object} PasswordProblem
 * @property {string} message
 * @property {'old' | 'new' | 'repeated'} [field]
 */

/**
 * Changes the password of a user who has sent the form with the old and the new one. All their other sessions end, and
 * this one is replaced. If the password was not changed, the result says why.
 *
 * @param {Request} req
 * @param {Response} res
 * @param {Accounts} accounts
 * @returns {Promise<PasswordProblem | undefined>}
 */
export async function changePassword(req, res, accounts) {
  const { user_name: name = '' } = req.session;
  const newPassword = fieldIn(req, 'new_password');
  const repeated = fieldIn(req, 'repeated');
  const policy = whoMaySignIn(accounts.users, isDeveloper(req, accounts.settings));
  const passwordId = passwordIdOf(policy.users, name);
  if (passwordId === undefined) {
    res.status(422);
    return { message: 'There is no account, so there is no password to change.' };
  }
  const message = newPasswordProblem(newPassword, repeated);
  if (message) {
    res.status(422);
    return { message, field: newPassword === repeated ? 'new' : 'repeated' };
  }

  let account;
  const result = await accounts.guard.check(req, res, { name, passwordId }, async () => {
    const isRight = await policy.check(name, fieldIn(req, 'old_password'));
    // Hashed here, where only a few passwords are hashed at the same time.
    if (isRight) account = await createAccount(newPassword);
    return isRight;
  });
  if (result !== 'right') {
    const refusal = refuse(res, result, WRONG);
    return { message: refusal, field: result === 'wrong' ? 'old' : undefined };
  }
  if (!account || !(await replacePassword(accounts.users, name, passwordId, account))) {
    // Somebody else has changed it during the check.
    return { message: refuse(res, 'wrong', WRONG), field: 'old' };
  }

  const user = { name, passwordId: account.passwordId };
  try {
    await startSession(req, res, accounts, user, (contents) => contents);
  } finally {
    // Also if there is no new session: the password is another one.
    report({ event: 'password-changed', ...visitorOf(req) });
  }
  await endOtherSessions(req, accounts, name);
  return undefined;
}

/**
 * They are no longer valid, as the password has changed. This also removes them from the store.
 *
 * @param {Request} req
 * @param {Accounts} accounts
 * @param {string} name
 */
async function endOtherSessions(req, { sessions }, name) {
  const visitor = visitorOf(req);
  const own = sessionKey(req.sessionID);
  const by = 'the change of the password';
  await sessions.end(
    name,
    ({ key }) => key !== own,
    (session) => report({ event: 'session-ended', ...visitor, session, by }),
  );
}
