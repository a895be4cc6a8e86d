import type { Request, Response } from 'express';
import { fieldIn } from '../../http/form.ts';
import { sessionKey } from '../../sessions/session-id.ts';
import { passwordIdOf } from '../account-check.ts';
import type { Accounts } from '../accounts.ts';
import { isDeveloper } from '../developer.ts';
import { refuse } from '../limits/refusals.ts';
import { newPasswordProblem } from '../passwords/new-password.ts';
import { replacePassword } from '../passwords/replace-password.ts';
import { report, visitorOf } from '../security-events.ts';
import { startSession } from '../start-session.ts';
import { type Account, createAccount } from '../users/users.ts';
import { whoMaySignIn } from '../who-may-sign-in.ts';

const WRONG = 'The old password is not right. Your password was not changed.';

/** Why a password was not changed, for the visitor, and the field that is at fault, if one is. */
export interface PasswordProblem {
  message: string;
  field?: 'old' | 'new' | 'repeated';
}

/**
 * Changes the password of a user who has sent the form with the old and the new one. All their other sessions end, and
 * this one is replaced. If the password was not changed, the result says why.
 */
export async function changePassword(
  req: Request,
  res: Response,
  accounts: Accounts,
): Promise<PasswordProblem | undefined> {
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

  let account: Account | undefined;
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

/** They are no longer valid, as the password has changed. This also removes them from the store. */
async function endOtherSessions(req: Request, { sessions }: Accounts, name: string) {
  const visitor = visitorOf(req);
  const own = sessionKey(req.sessionID);
  const by = 'the change of the password';
  await sessions.end(
    name,
    ({ key }) => key !== own,
    (session) => report({ event: 'session-ended', ...visitor, session, by }),
  );
}
