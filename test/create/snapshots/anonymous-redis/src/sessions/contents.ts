import type { SessionContents } from './session.ts';

// This site is in anonymous mode: a session begins on the home page, before anyone signs in.

const PREFERENCES = { lang: 'en', theme: 'dark' };

/** What a visit to the home page adds to the session: the preferences that are not there yet. */
export function contentsAtHome(session: SessionContents): SessionContents {
  const missing = Object.entries(PREFERENCES).filter(([key]) => !(key in session));
  return Object.fromEntries(missing);
}

/** What the new session holds when somebody signs in: what the visitor gathered so far, and the name. */
export function contentsAtSignIn(session: SessionContents, userName: string): SessionContents {
  // If somebody else was signed in, what they gathered is theirs.
  const isTheirs = session.user_name !== undefined && session.user_name !== userName;
  return { ...(isTheirs ? {} : session), user_name: userName };
}
