import type { Rule } from './rule.ts';

/** Rules about what an app does when something fails, and about what it logs. */
export const ABOUT_FAILURES = [
  {
    id: 'store-failure-closed',
    means: 'If the store fails, protected pages stay closed, and the app runs on.',
    why: 'An outage of the store lets anybody in, or ends the app for all.',
    fix: 'pass errors of the session middleware to next(), and treat a request without req.session as not signed in',
    asvs: [
      { number: '16.5.2', level: 2 },
      { number: '16.5.3', level: 2 },
    ],
    cwe: [636],
  },
  {
    id: 'no-stack-trace',
    means: 'Error pages reveal nothing about the app’s code.',
    why: 'A stack trace names files, packages and their versions to whoever asks for one.',
    fix: 'run with NODE_ENV=production, and answer with a sentence of your own in the error handler',
    asvs: [{ number: '16.5.1', level: 2 }],
    cwe: [209],
  },
  {
    id: 'no-ids-in-log',
    means: 'The app prints no ids of sessions, and no passwords.',
    why: 'Whoever reads the log signs in as anybody who is in it.',
    fix: 'print a hash of req.sessionID instead of the id, and neither cookies nor the body of a sign-in',
    asvs: [{ number: '16.2.5', level: 2 }],
    cwe: [532],
  },
  {
    id: 'sign-in-logged',
    means: 'The app writes down who signed in, and whose sign-in was refused.',
    why: 'Nobody notices that passwords are being guessed, or can tell later who was there.',
    fix: 'write a line for each sign-in with its time, name and outcome',
    asvs: [{ number: '16.3.1', level: 2 }],
    cwe: [778],
  },
] as const satisfies readonly Rule[];
