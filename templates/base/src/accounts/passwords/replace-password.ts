import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from '../../errors.ts';
import { BusyError } from '../users/replace-file.ts';
import { type Account, UsersError, type UsersFile } from '../users/users.ts';

/** Another change of the file takes a millisecond. */
const RETRY_MS = 20;
const MAX_TRIES = 50;

/** The password is no longer the one that is to be replaced. */
class ChangedMeanwhileError extends Error {}

/**
 * Gives an account a new password, unless its password has changed since the caller read it. The result says whether
 * it was changed. Of two changes at the same time, only one succeeds.
 *
 * @param passwordId identifies the old password: see `users.ts`
 * @throws HttpError 503 if the file cannot be changed
 */
export async function replacePassword(
  file: UsersFile,
  name: string,
  passwordId: string,
  account: Account,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      file.change((users) => {
        if (users.get(name)?.passwordId !== passwordId) throw new ChangedMeanwhileError();
        users.set(name, account);
      });
      return true;
    } catch (error) {
      if (error instanceof ChangedMeanwhileError) return false;
      if (!(error instanceof UsersError)) throw error;
      if (!(error.cause instanceof BusyError) || tries === MAX_TRIES) throw unavailable(error);
      await sleep(RETRY_MS);
    }
  }
}

function unavailable(cause: UsersError): HttpError {
  return new HttpError(503, {
    cause,
    explanation: 'Passwords cannot be changed at the moment. Yours is still the old one.',
  });
}
