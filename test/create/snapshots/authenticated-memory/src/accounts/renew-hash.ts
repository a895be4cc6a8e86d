import { hashPassword, isUpToDate } from './passwords.ts';
import { BusyError } from './replace-file.ts';
import { type Account, UsersError, type UsersFile } from './users.ts';

/** Files that could not be written: nobody waits for another hash that would be made in vain. */
const unwritable = new WeakSet<UsersFile>();

/**
 * Makes an account's hash anew where one costs more by now, or less. Only its password can do that, so this happens
 * when its owner signs in. The mark stays, and so do the sessions.
 */
export async function renewHash(
  file: UsersFile,
  userName: string,
  account: Account,
  password: string,
): Promise<void> {
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
