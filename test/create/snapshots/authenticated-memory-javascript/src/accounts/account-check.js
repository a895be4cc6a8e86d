import { OutageLog } from '../sessions/outage-log.js';
import { whoMaySignIn } from './who-may-sign-in.js';

/**
 * @import { SessionContents } from '../sessions/contents.js'
 * @import { Settings } from '../settings.js'
 * @import { Users, UsersFile } from './users/users.js'
 */

/**
 * What a session remembers of the password it was started with. Undefined if there is no such account.
 *
 * @param {Users | undefined} users
 * @param {string} userName
 * @returns {string | undefined}
 */
export function passwordIdOf(users, userName) {
  return users?.get(userName)?.passwordId;
}

/**
 * Returns a function that decides whether a session is still valid. It is not once its account is removed, or has a new
 * password: after changing a stolen password, the thief must be signed out.
 *
 * Invalid sessions are not deleted. If `users.json` was only lost for a while, they become valid again.
 *
 * @param {UsersFile} usersFile
 * @param {Settings} settings
 * @returns {(session: SessionContents) => Promise<boolean>}
 */
export function accountCheck(usersFile, { production }) {
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

/**
 * Requests in the same turn of the event loop share one look at the file.
 *
 * @template T
 * @param {() => T} read
 * @returns {() => T}
 */
function cacheForOneTurn(read) {
  let cached;
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
