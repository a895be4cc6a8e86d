import type { Rule } from './rule.ts';

/** Rules about sessions: that they are there, kept, shared, and live as long as they should. */
export const ABOUT_SESSIONS = [
  {
    id: 'session-present',
    means: 'The app has sessions.',
    why: 'Without them it cannot remember who has signed in.',
    fix: 'call app.use(session({ … })) before the routes that need it',
    asvs: [],
  },
  {
    id: 'one-session-middleware',
    means: 'One session middleware handles a request.',
    why: 'The first one wins: store, cookie and lifetime of the second one are ignored without a word.',
    fix: 'call app.use(session({ … })) once, with the options that are meant',
    asvs: [],
  },
  {
    id: 'session-saved',
    means: 'What the sign-in puts into the session is stored.',
    why: 'The next request knows nothing of the sign-in.',
    fix: 'set the user in req.session before the answer, and check that the store keeps what it takes',
    asvs: [],
  },
  {
    id: 'saved-before-answer',
    means: 'The session is stored before the answer goes out.',
    why: 'A browser follows a redirect at once, and finds itself signed out.',
    fix: 'call req.session.save() and redirect in its callback',
    asvs: [],
  },
  {
    id: 'store-failure-told',
    means: 'Where the store fails, the answer says so.',
    why: 'People are told that something was done, and it was not.',
    fix: 'hand errors of req.session.save(), destroy() and the store on to next(), so that the answer is 500 or 503',
    asvs: [
      { number: '16.5.2', level: 2 },
      { number: '16.5.3', level: 2 },
    ],
  },
  {
    id: 'parallel-writes-kept',
    means: 'The store keeps all sessions that are written at the same time.',
    why: 'Under load, people are signed out at random.',
    fix: 'have the store write each session by itself, and not all of them as one value',
    asvs: [{ number: '15.4.1', level: 3 }],
  },
  {
    id: 'memory-not-shared',
    means: 'All processes of the app know all sessions.',
    why: 'A visitor is signed in or out depending on which process answers.',
    fix: 'use a store outside the process: Redis, a database or files',
    asvs: [],
  },
  {
    id: 'expiry-moved',
    means: 'A session that is used lives on, where it has a lifetime.',
    why: 'People are signed out in the middle of their work.',
    fix: 'use a store that implements touch(), or set resave to true',
    asvs: [{ number: '7.3.1', level: 2 }],
  },
  {
    id: 'lifetime-fits',
    means: 'A session lives long enough to be of use.',
    why: 'People are signed out before they have read a page.',
    fix: 'give cookie.maxAge in milliseconds, not in seconds',
    asvs: [{ number: '7.3.1', level: 2 }],
  },
  {
    id: 'session-size',
    means: 'A session holds little.',
    why: 'It is read and written with every request: a large one makes all of them slow, and fills the store.',
    fix: 'keep ids in the session, and what they stand for in a database',
    asvs: [],
  },
] as const satisfies readonly Rule[];
