// Who may sign in. This is the file to change in this folder, for example to ask a directory instead of `users.json`.
// `recent-sign-in.js` says how recent a sign-in must be, `next-path.js` where it leads, and `security-events.js` what is
// reported. The other files sign visitors in and out. You need not change them.

import { checkPassword } from './passwords/check-password.js';

/** @import { Users, UsersFile } from './users/users.js' */

/**
 * The current rules for signing in.
 *
 * @typedef {object} SignInPolicy
 * @property {string} notice Logged when the site starts.
 * @property {string} [hint] Shown on the sign-in page.
 * @property {string} [refusal]
 *   Set if nobody may sign in: the reason, shown on the sign-in page. No signed-in session is valid then.
 * @property {Users} [users] The accounts, if they decide who may sign in. A session then ends with its account.
 * @property {(userName: string, password: string) => Promise<boolean>} check
 *   Whether this user may sign in with this password. The name is never empty.
 */

/**
 * Decides who may sign in: everyone with an account. To decide in another way, return a `notice` and a `check` of your
 * own, and nothing else. `users.json` is not read then.
 *
 * @param {UsersFile} usersFile
 * @param {boolean} isDeveloper whether the request seems to come from the site's developer: see `developer.js`
 * @returns {SignInPolicy}
 */
export function whoMaySignIn(usersFile, isDeveloper) {
  const users = usersFile.read();
  if (users.size > 0) {
    return {
      notice: `Signing in takes an account and its password. Accounts: ${users.size}.`,
      users,
      check: (userName, password) => checkPassword(usersFile, users, userName, password),
    };
  }
  if (!isDeveloper) {
    return {
      notice: `Nobody can sign in: there are no accounts in ${usersFile.path}. To add one: npm run user:add NAME`,
      users,
      refusal: 'Nobody can sign in yet: this site has no accounts.',
      check: async () => false,
    };
  }
  return {
    notice:
      'No accounts yet, so any name signs in on this machine, without a password.\nTo add one: npm run user:add NAME',
    hint: 'There are no accounts yet, so any name signs you in. It needs no password.',
    users,
    check: async () => true,
  };
}
