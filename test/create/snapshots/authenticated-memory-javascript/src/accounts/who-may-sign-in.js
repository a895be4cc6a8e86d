import { checkPassword } from './check-password.js';

/** @import { Users, UsersFile } from './users.js' */

/**
 * Who may sign in, as things are now.
 *
 * @typedef {object} Admission
 * @property {string} notice Said when the site starts.
 * @property {string} [refusal]
 *   Where nobody may sign in: why, for the sign-in page. Sessions from before do not count then either.
 * @property {Users} [users] The accounts, where it is they that decide: a session ends with its account.
 * @property {(userName: string, password: string) => Promise<boolean>} check
 *   Whether this name may sign in with this password. It never gets an empty name.
 */

/**
 * Decides who may sign in: whoever has an account. To have something else decide, a directory for example, answer a
 * notice and a check of your own, and nothing else: users.json is not even read then.
 *
 * @param {UsersFile} usersFile
 * @param {boolean} isDeveloper
 * @returns {Admission}
 * @param isDeveloper whether it is the site's developer who asks, as far as anyone can tell: see `developer.js`
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
      refusal:
        'Nobody can sign in from here: this site has no accounts. To add one: npm run user:add NAME',
      // What is handy while developing would let the whole world in.
      check: async () => false,
    };
  }
  return {
    notice:
      'No accounts yet, so any name signs in on this machine, without a password.\nTo add one: npm run user:add NAME',
    users,
    check: async () => true,
  };
}
