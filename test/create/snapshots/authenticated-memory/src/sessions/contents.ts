// What a session holds. This is the file to change in this folder: add a key to `SessionContents`, and say below when a
// session gets it. Pages use `session.ts` to save, replace and end sessions, and `cookie.ts` has the cookie's options.
// The other files handle sessions safely; `store/` keeps them.
//
// This site is in authenticated mode: a session starts when somebody signs in.

/**
 * The keys of a session. If a session holds a list, give each entry a key of its own: the README says why, and how.
 */
export interface SessionContents {
  user_name?: string;
  /** The password of the sign-in, by its id: with another one, the session ends. See `account-check.ts`. */
  password_id?: string;
  /** What the account page says once, after an action. */
  notice?: string;
  lang?: string;
  theme?: string;
}

/** What a visit to the home page adds to the session: nothing, so visitors who only look around get no cookie. */
export function contentsAtHome(_session: SessionContents): SessionContents {
  return {};
}

/** What the new session holds after a sign-in. */
export function contentsAtSignIn(_session: SessionContents, userName: string): SessionContents {
  return { user_name: userName, lang: 'en', theme: 'dark' };
}
