import type { SessionContents } from '../sessions/contents.ts';
import { OutageLog } from '../sessions/outage-log.ts';
import type { Settings } from '../settings.ts';
import type { Users, UsersFile } from './users/users.ts';
import { whoMaySignIn } from './who-may-sign-in.ts';

/** What a session remembers of the password it was started with. Undefined if there is no such account. */
export function passwordIdOf(users: Users | undefined, userName: string): string | undefined {
  return users?.get(userName)?.passwordId;
}

/**
 * Returns a function that decides whether a session is still valid. It is not once its account is removed, or has a new
 * password: after changing a stolen password, the thief must be signed out.
 *
 * Invalid sessions are not deleted. If `users.json` was only lost for a while, they become valid again.
 */
export function accountCheck(
  usersFile: UsersFile,
  { production }: Settings,
): (session: SessionContents) => Promise<boolean> {
  const outages = new OutageLog('The check of accounts');
  const currentPolicy = cacheForOneTurn(() => whoMaySignIn(usersFile, !production));

  return async ({ user_name, password_id }) => {
    // Not watched: an anonymous session says nothing of whether the accounts can be read.
    if (!user_name) return true;
    return outages.watch('reading', () => {
      const { users, refusal } = currentPolicy();
      if (refusal) return false;
      // This session is from before the first account was added, when any name could sign in.
      if (users?.size && password_id === undefined) return false;
      return password_id === passwordIdOf(users, user_name);
    });
  };
}

/** Requests in the same turn of the event loop share one look at the file. */
function cacheForOneTurn<T>(read: () => T): () => T {
  let cached: { value: T } | undefined;
  return () => {
    if (!cached) {
      cached = { value: read() };
      setImmediate(() => {
        cached = undefined;
      });
    }
    return cached.value;
  };
}
