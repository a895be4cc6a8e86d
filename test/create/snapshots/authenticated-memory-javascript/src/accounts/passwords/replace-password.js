import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from '../../errors.js';
import { BusyError } from '../users/replace-file.js';
import { UsersError } from '../users/users.js';

/** @import { Account, UsersFile } from '../users/users.js' */

/** Another change of the file takes a millisecond. */
const RETRY_MS = 20;
const MAX_TRIES = 50;

/** The password is no longer the one that is to be replaced. */
class ChangedMeanwhileError extends Error {}

/**
 * Gives an account a new password, unless its password has changed since the caller read it. The result says whether
 * it was changed. Of two changes at the same time, only one succeeds.
 *
 * @param {UsersFile} file
 * @param {string} name
 * @param {string} passwordId identifies the old password: see `users.js`
 * @param {Account} account
 * @returns {Promise<boolean>}
 * @throws {HttpError} 503 if the file cannot be changed
 */
export async function replacePassword(file, name, passwordId, account) {
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

function unavailable(cause) {
  return new HttpError(503, {
    cause,
    explanation: 'Passwords cannot be changed at the moment. Yours is still the old one.',
  });
}
