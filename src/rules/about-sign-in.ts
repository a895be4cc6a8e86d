import type { Rule } from './rule.ts';

/** Rules about the sign-in, the protected pages, and the log-out. */
export const ABOUT_SIGN_IN = [
  {
    id: 'sign-in-refused',
    means: 'The account that was given can sign in.',
    why: 'Without a sign-in, nothing behind it can be tested.',
    fix: 'give an account with --user and --password-stdin',
    asvs: [],
    cwe: [],
  },
  {
    id: 'protected-page',
    means: 'A protected page opens only for somebody who is signed in.',
    why: 'Anybody who knows its address can read it.',
    fix: 'check req.session in a middleware that comes before the page’s route',
    asvs: [
      { number: '8.2.1', level: 1 },
      { number: '8.3.1', level: 1 },
    ],
    cwe: [306],
  },
  {
    id: 'next-returns',
    means: 'The sign-in leads back to the page that was asked for.',
    why: 'People lose their place: a link to one page ends on another.',
    fix: 'pass the address on through the form, or keep it in the session, and redirect to it after the sign-in',
    asvs: [],
    cwe: [],
  },
  {
    id: 'next-stays-on-site',
    means: 'The sign-in leads to no other site, whatever its address says.',
    why: 'A link to your own sign-in page can end on a copy of it that collects passwords.',
    fix: 'parse it with new URL(next, yourOrigin), and redirect to its pathname only if its origin is yours and the pathname does not begin with //',
    asvs: [{ number: '3.7.2', level: 2 }],
    cwe: [601],
  },
  {
    id: 'id-renewed',
    means: 'The session has a new id after the sign-in.',
    why: 'An attacker who planted the old id in somebody’s browser is signed in together with them (session fixation).',
    fix: 'call req.session.regenerate() first, and set the user in its callback',
    asvs: [{ number: '7.2.4', level: 1 }],
    cwe: [384],
  },
  {
    id: 'old-id-dead',
    means: 'After the sign-in, the id from before is no longer accepted.',
    why: 'Whoever knows the old id still has a session that the app accepts.',
    fix: 'call req.session.regenerate(), which destroys the old session, instead of making a second one beside it',
    asvs: [{ number: '7.2.4', level: 1 }],
    cwe: [384],
  },
  {
    id: 'logout-ends-session',
    means: 'After the log-out, the old cookie opens no protected page.',
    why: 'Whoever has a copy of the cookie stays signed in.',
    fix: 'call req.session.destroy() at log-out, and answer in its callback',
    asvs: [{ number: '7.4.1', level: 1 }],
    cwe: [613],
  },
  {
    id: 'logout-final',
    means: 'A log-out is final, also while other requests are under way.',
    why: 'A slow request that saves its copy of the session signs the visitor in again.',
    fix: 'set resave to false, do not write in requests that only read, and use a store whose touch() does not re-create a record',
    asvs: [{ number: '7.4.1', level: 1 }],
    cwe: [613],
  },
  {
    id: 'visitors-apart',
    means: 'No visitor sees what belongs to another one.',
    why: 'People are shown, and can change, somebody else’s data.',
    fix: 'keep the user in req.session, never in a variable of the module',
    asvs: [
      { number: '8.2.2', level: 1 },
      { number: '15.4.1', level: 3 },
    ],
    cwe: [488],
  },
] as const satisfies readonly Rule[];
