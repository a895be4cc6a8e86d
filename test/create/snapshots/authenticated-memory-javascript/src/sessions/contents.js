/** @import { SessionContents } from './session.js' */

// This site is in authenticated mode: a session begins when somebody signs in.

/**
 * What a visit to the home page adds to the session: nothing, so a visitor who only looks leaves no trace.
 *
 * @param {SessionContents} _session
 * @returns {SessionContents}
 */
export function contentsAtHome(_session) {
  return {};
}

/**
 * What the new session holds when somebody signs in.
 *
 * @param {SessionContents} _session
 * @param {string} userName
 * @returns {SessionContents}
 */
export function contentsAtSignIn(_session, userName) {
  return { user_name: userName, lang: 'en', theme: 'dark' };
}
