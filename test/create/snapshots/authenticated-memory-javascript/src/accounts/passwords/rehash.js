import { BusyError } from '../users/replace-file.js';
import { UsersError } from '../users/users.js';
import { hashPassword, needsRehash } from './passwords.js';

/** @import { Account, UsersFile } from '../users/users.js' */

/**
 * Files that could not be written. Hashing again for them would be a waste of time.
 *
 * @type {WeakSet<UsersFile>}
 */
const unwritable = new WeakSet();

/**
 * Replaces a hash whose cost is no longer `COST`. That takes the password, so it can only happen at a sign-in.
 * The password stays the same, and so do the account's sessions.
 *
 * @param {UsersFile} file
 * @param {string} userName
 * @param {Account} account
 * @param {string} password
 * @returns {Promise<void>}
 */
export async function rehashIfNeeded(file, userName, account, password) {
  if (!needsRehash(account.hash) || unwritable.has(file)) return;
  const hash = await hashPassword(password);
  try {
    file.change((users) => {
      // The password may have been changed meanwhile. The new one must stay.
      if (users.get(userName)?.hash === account.hash) users.set(userName, { ...account, hash });
    });
  } catch (error) {
    if (!(error instanceof UsersError)) throw error;
    // The next sign-in tries again.
    if (error.cause instanceof BusyError) return;
    unwritable.add(file);
    console.error(`Older password hashes cannot be replaced. ${error.message}`);
  }
}
