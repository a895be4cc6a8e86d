// What a session holds. This is the file to change in this folder: add a key to `SessionContents`, and say below when a
// session gets it. Pages use `session.js` to save, replace and end sessions, and `cookie.js` has the cookie's options.
// The other files handle sessions safely; `store/` keeps them.
//
// This site is in anonymous mode: a session starts on the home page, before anyone signs in.

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

const PREFERENCES = { lang: 'en', theme: 'dark' };

/**
 * What a visit to the home page adds to the session: the preferences that it does not have yet.
 *
 * @param {SessionContents} session
 * @returns {SessionContents}
 */
export function contentsAtHome(session) {
  const missing = Object.entries(PREFERENCES).filter(([key]) => !(key in session));
  return Object.fromEntries(missing);
}

/**
 * What the new session holds after a sign-in: what the visitor has so far, and the name.
 *
 * @param {SessionContents} session
 * @param {string} userName
 * @returns {SessionContents}
 */
export function contentsAtSignIn(session, userName) {
  // If another user was signed in, the session so far is theirs, not the new user's.
  const isOtherUser = session.user_name !== undefined && session.user_name !== userName;
  return { ...(isOtherUser ? {} : session), user_name: userName };
}
