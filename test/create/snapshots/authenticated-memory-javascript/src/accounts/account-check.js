import { whoMaySignIn } from './who-may-sign-in.js';

/**
 * @import { SessionContents } from '../sessions/session.js'
 * @import { Settings } from '../settings.js'
 * @import { Users, UsersFile } from './users.js'
 */

/**
 * What a session keeps of the account that it was signed in with: something that no longer fits once the account
 * is removed, or its password is changed. Undefined where there are no accounts.
 *
 * @param {Users | undefined} users
 * @param {string} userName
 * @returns {string | undefined}
 */
export function accountMark(users, userName) {
  return users?.get(userName)?.mark;
}

/**
 * Tells whether a session still counts. It does not once its account is gone, or has another password: whoever
 * changes a password that was stolen wants the thief out. Nothing is deleted for that: where the file with the accounts
 * was only lost, or is an older one, all is as before when the right one is back.
 *
 * @param {UsersFile} usersFile
 * @param {Settings} settings
 * @returns {(session: SessionContents) => boolean}
 */
export function accountStands(usersFile, { production }) {
  const current = oncePerTurn(() => whoMaySignIn(usersFile, !production));
  return ({ user_name, account }) => {
    if (!user_name) return true;
    const { users, refusal } = current();
    if (refusal) return false;
    // Who signed in while any name would do has no account, and does not stay once there is one.
    if (users?.size && account === undefined) return false;
    return account === accountMark(users, user_name);
  };
}

/**
 * Requests that come at the same time, in one turn of the event loop, look at the file once.
 *
 * @template T
 * @param {() => T} read
 * @returns {() => T}
 */
function oncePerTurn(read) {
  let current;
  return () => {
    if (!current) {
      current = { value: read() };
      setImmediate(() => {
        current = undefined;
      });
    }
    return current.value;
  };
}
