import type { Rule } from './rule.ts';

/** Rules about who can end a session, and what else than a log-out ends it. */
export const ABOUT_ENDINGS = [
  {
    id: 'logout-shown',
    means: 'A protected page shows how to log out.',
    why: 'Whoever finds no way to log out leaves the session open for whoever comes next.',
    fix: 'put a form with a button "Log out" on each page for people who are signed in',
    asvs: [{ number: '7.4.4', level: 2 }],
    cwe: [],
  },
  {
    id: 'account-gone',
    means: 'The sessions of an account end when the account is removed.',
    why: 'People who were removed stay signed in.',
    fix: 'check at each request that the account of the session still exists',
    asvs: [{ number: '7.4.2', level: 1 }],
    cwe: [613],
  },
  {
    id: 'password-ends-others',
    means: 'A new password ends the person’s other sessions, or offers to.',
    why: 'Whoever stole the old password stays signed in.',
    fix: 'destroy all other sessions of the user when the password changes',
    asvs: [{ number: '7.4.3', level: 2 }],
    cwe: [613],
  },
  {
    id: 'own-sessions',
    means: 'People see where they are signed in, and can end each session.',
    why: 'Nobody notices a session that somebody else has.',
    fix: 'list the sessions of a user on a page of theirs, with a button that ends them',
    asvs: [{ number: '7.5.2', level: 2 }],
    cwe: [],
  },
] as const satisfies readonly Rule[];
