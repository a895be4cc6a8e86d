import type { Rule } from './rule.ts';

/** Rules about the lifetime of a session on the server, not only of its cookie. */
export const ABOUT_LIFETIMES = [
  {
    id: 'idle-limit',
    means: 'The server ends a session that has not been used for some time.',
    why: 'The browser deletes its cookie in time, but a stolen copy of it opens the page for ever.',
    fix: 'use a store that ends each session when its cookie.expires has passed, and refuses it from then on',
    asvs: [{ number: '7.3.1', level: 2 }],
    cwe: [613],
  },
  {
    id: 'absolute-limit',
    means: 'A session ends some time after the sign-in, however much it is used.',
    why: 'Whoever has a copy of the cookie keeps the session alive by using it.',
    fix: 'note the time of the sign-in in the session, and end the session when that is too long ago',
    asvs: [{ number: '7.3.2', level: 2 }],
    cwe: [613],
  },
] as const satisfies readonly Rule[];
