import type { SessionContents } from './session.ts';

// This site is in anonymous mode: a session begins on the home page, before anyone signs in.

/** What a visit to the home page adds to the session: the preferences, where there are none yet. */
export function contentsAtHome(session: SessionContents): SessionContents {
  return session.lang && session.theme ? {} : { lang: 'en', theme: 'dark' };
}

/** What the new session holds when somebody signs in: what the visitor gathered so far, and the name. */
export function contentsAtSignIn(session: SessionContents, userName: string): SessionContents {
  // If somebody else was signed in, what they gathered is theirs.
  const gathered = session.user_name ? {} : session;
  return { ...gathered, user_name: userName };
}
