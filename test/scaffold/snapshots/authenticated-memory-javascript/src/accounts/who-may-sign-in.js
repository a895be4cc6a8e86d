import { passwordMatches } from './passwords.js';

/** @import { Users } from './users.js' */

/**
 * Who may sign in, as things are now.
 *
 * @typedef {object} Admission
 * @property {string} notice Said when the site starts.
 * @property {string} [refusal] Where nobody may sign in: why, for the sign-in page.
 * @property {(userName: string, password: string) => Promise<boolean>} check
 *   Whether this name may sign in with this password. It never gets an empty name.
 */

/**
 * Decides who may sign in: whoever has an account. To have something else decide, a directory for example, put a
 * notice and a check of your own in place of these three, and delete users.json.
 *
 * @param {Users} users
 * @param {boolean} production
 * @returns {Admission}
 */
export function whoMaySignIn(users, production) {
  if (users.size > 0) {
    return {
      notice: `Signing in takes an account and its password. Accounts: ${users.size}.`,
      check: (userName, password) => passwordMatches(password, users.get(userName)),
    };
  }
  if (production) {
    return {
      notice: 'Nobody can sign in: there are no accounts. To add one: npm run user:add NAME',
      refusal: 'Nobody can sign in yet: this site has no accounts.',
      // What is handy while developing would let the whole world in.
      check: async () => false,
    };
  }
  return {
    notice:
      'No accounts yet, so any name signs in, without a password.\nTo add one: npm run user:add NAME',
    check: async () => true,
  };
}
