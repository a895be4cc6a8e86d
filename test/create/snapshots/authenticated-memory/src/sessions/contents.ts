import type { SessionContents } from './session.ts';

// This site is in authenticated mode: a session begins when somebody signs in.

/** What a visit to the home page adds to the session: nothing, so a visitor who only looks leaves no trace. */
export function contentsAtHome(_session: SessionContents): SessionContents {
  return {};
}

/** What the new session holds when somebody signs in. */
export function contentsAtSignIn(_session: SessionContents, userName: string): SessionContents {
  return { user_name: userName, lang: 'en', theme: 'dark' };
}
