/** @import { SessionContents } from './session.js' */

// This site is in anonymous mode: a session begins on the home page, before anyone signs in.

const PREFERENCES = { lang: 'en', theme: 'dark' };

/**
 * What a visit to the home page adds to the session: the preferences that are not there yet.
 *
 * @param {SessionContents} session
 * @returns {SessionContents}
 */
export function contentsAtHome(session) {
  const missing = Object.entries(PREFERENCES).filter(([key]) => !(key in session));
  return Object.fromEntries(missing);
}

/**
 * What the new session holds when somebody signs in: what the visitor gathered so far, and the name.
 *
 * @param {SessionContents} session
 * @param {string} userName
 * @returns {SessionContents}
 */
export function contentsAtSignIn(session, userName) {
  // If somebody else was signed in, what they gathered is theirs.
  const isTheirs = session.user_name !== undefined && session.user_name !== userName;
  return { ...(isTheirs ? {} : session), user_name: userName };
}
