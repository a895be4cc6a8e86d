import { BusyError } from '../users/replace-file.ts';
import { type Account, UsersError, type UsersFile } from '../users/users.ts';
import { hashPassword, needsRehash } from './passwords.ts';

/** Files that could not be written. Hashing again for them would be a waste of time. */
const unwritable = new WeakSet<UsersFile>();

/**
 * Replaces a hash whose cost is no longer `COST`. That takes the password, so it can only happen at a sign-in.
 * The password stays the same, and so do the account's sessions.
 */
export async function rehashIfNeeded(
  file: UsersFile,
  userName: string,
  account: Account,
  password: string,
): Promise<void> {
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
