// What a session holds. This is the file to change in this folder: add a key to `SessionContents`, and say below when a
// session gets it. Pages use `session.js` to save, replace and end sessions, and `cookie.js` has the cookie's options.
// The other files handle sessions safely; `store/` keeps them.
//
// This site is in authenticated mode: a session starts when somebody signs in.

/**
 * The keys of a session. If a session holds a list, give each entry a key of its own: the README says why, and how.
 *
 * @typedef {object} SessionContents
 * @property {string} [user_name]
 * @property {string} [password_id]
 *   The password of the sign-in, by its id: with another one, the session ends. See `account-check.js`.
 * @property {string} [notice] What the account page says once, after an action.
 * @property {string} [lang]
 * @property {string} [theme]
 */

/**
 * What a visit to the home page adds to the session: nothing, so visitors who only look around get no cookie.
 *
 * @param {SessionContents} _session
 * @returns {SessionContents}
 */
export function contentsAtHome(_session) {
  return {};
}

/**
 * What the new session holds after a sign-in.
 *
 * @param {SessionContents} _session
 * @param {string} userName
 * @returns {SessionContents}
 */
export function contentsAtSignIn(_session, userName) {
  return { user_name: userName, lang: 'en', theme: 'dark' };
}
