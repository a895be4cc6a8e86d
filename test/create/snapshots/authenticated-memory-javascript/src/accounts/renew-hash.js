import { hashPassword, isUpToDate } from './passwords.js';
import { BusyError } from './replace-file.js';
import { UsersError } from './users.js';

/** @import { Account, UsersFile } from './users.js' */

/**
 * Files that could not be written: nobody waits for another hash that would be made in vain.
 *
 * @type {WeakSet<UsersFile>}
 */
const unwritable = new WeakSet();

/**
 * Makes an account's hash anew where one costs more by now, or less. Only its password can do that, so this happens
 * when its owner signs in. The mark stays, and so do the sessions.
 *
 * @param {UsersFile} file
 * @param {string} userName
 * @param {Account} account
 * @param {string} password
 * @returns {Promise<void>}
 */
export async function renewHash(file, userName, account, password) {
  if (isUpToDate(account.hash) || unwritable.has(file)) return;
  const hash = await hashPassword(password);
  try {
    file.change((users) => {
      // Whoever changed the password meanwhile had the last word.
      if (users.get(userName)?.hash === account.hash) users.set(userName, { ...account, hash });
    });
  } catch (error) {
    if (!(error instanceof UsersError)) throw error;
    // Then the next sign-in will do it.
    if (error.cause instanceof BusyError) return;
    unwritable.add(file);
    console.error(`The hashes of older passwords stay as they are. ${error.message}`);
  }
}
