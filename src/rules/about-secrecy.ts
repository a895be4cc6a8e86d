import type { Rule } from './rule.ts';

/** Rules about where a session's id may appear, and who can set its cookie. */
export const ABOUT_SECRECY = [
  {
    id: 'cookie-host-prefix',
    means: 'No other host of the domain can set the session’s cookie.',
    why: 'Whoever runs another host of the same domain, or intercepts plain HTTP to it, can plant a cookie of theirs.',
    fix: 'give the cookie a name that begins with __Host-, with secure: true, path: "/" and no domain',
    asvs: [{ number: '3.3.3', level: 2 }],
    cwe: [565],
  },
  {
    id: 'token-only-in-cookie',
    means: 'The session’s id is in its cookie and nowhere else.',
    why: 'Scripts read it from pages and JSON in spite of HttpOnly; from addresses it gets into logs, histories and other sites.',
    fix: 'never write req.sessionID into a page, an answer, a header or an address: name a session by another random value',
    asvs: [
      { number: '3.3.4', level: 2 },
      { number: '14.2.1', level: 1 },
    ],
    cwe: [598, 200],
  },
] as const satisfies readonly Rule[];
