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

/**
 * Changes the password of a user who has sent the form with the old and the new one. All their other sessions end, and
 * this one is replaced. If the password was not changed, the result is the reason, for the visitor.
 */
export async function changePassword(
  req: Request,
  res: Response,
  accounts: Accounts,
): Promise<string | undefined> {
  const { user_name: name = '' } = req.session;
  const newPassword = fieldIn(req, 'new_password');
  const policy = whoMaySignIn(accounts.users, isDeveloper(req, accounts.settings));
  const passwordId = passwordIdOf(policy.users, name);
  const problem =
    passwordId === undefined
      ? 'There is no account, so there is no password to change.'
      : newPasswordProblem(newPassword, fieldIn(req, 'repeated'));
  if (passwordId === undefined || problem) {
    res.status(422);
    return problem;
  }

  let account: Account | undefined;
  const result = await accounts.guard.check(req, res, { name, passwordId }, async () => {
    const isRight = await policy.check(name, fieldIn(req, 'old_password'));
    // Hashed here, where only a few passwords are hashed at the same time.
    if (isRight) account = await createAccount(newPassword);
    return isRight;
  });
  if (result !== 'right') return refuse(res, result, WRONG);
  if (!account || !(await replacePassword(accounts.users, name, passwordId, account))) {
    // Somebody else has changed it during the check.
    return refuse(res, 'wrong', WRONG);
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
