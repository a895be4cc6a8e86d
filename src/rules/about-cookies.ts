import type { Rule } from './rule.ts';

/** Rules about the id, the secret that signs it, and the cookie that carries it. */
export const ABOUT_COOKIES = [
  {
    id: 'id-random',
    means: 'Nobody can guess a session’s id.',
    why: 'Whoever counts on to the next id, and knows the secret, has somebody else’s session.',
    fix: 'leave genid out: express-session makes random ids',
    asvs: [
      { number: '7.2.3', level: 1 },
      { number: '11.5.1', level: 2 },
    ],
  },
  {
    id: 'id-server-made',
    means: 'The app makes the ids itself, and takes none from a visitor.',
    why: 'Whoever chooses the id of another person’s session knows it.',
    fix: 'have genid make a random id, and never take one from the request',
    asvs: [
      { number: '7.2.1', level: 1 },
      { number: '7.2.3', level: 1 },
    ],
  },
  {
    id: 'secret-strong',
    means: 'The secret that signs the cookies is not one that everybody knows.',
    why: 'Whoever knows the secret can sign a cookie for any session id.',
    fix: 'make one with: node -p "crypto.randomBytes(32).toString(\'base64url\')", and keep it outside the code',
    asvs: [{ number: '13.3.1', level: 2 }],
  },
  {
    id: 'secret-stable',
    means: 'The secret is the same in all processes, and after a restart.',
    why: 'The cookies of one process are worthless in another one: people are signed out at each deployment.',
    fix: 'read the secret from a setting, and do not make one as the app starts',
    asvs: [],
  },
  {
    id: 'cookie-http-only',
    means: 'Scripts cannot read the session’s cookie.',
    why: 'A single injected script can carry all sessions away.',
    fix: 'leave cookie.httpOnly at its default, true',
    asvs: [{ number: '3.3.4', level: 2 }],
  },
  {
    id: 'cookie-secure',
    means: 'The session’s cookie is Secure on HTTPS, and is not on plain HTTP.',
    why: 'Without it the cookie travels in the open; with it, plain HTTP gets no cookie, and nobody stays signed in.',
    fix: 'set cookie.secure by the environment, or to "auto"',
    asvs: [{ number: '3.3.1', level: 1 }],
  },
  {
    id: 'cookie-same-site',
    means: 'The cookie’s SameSite is one that browsers accept.',
    why: 'Browsers refuse a cookie with SameSite=None that is not Secure.',
    fix: 'set cookie.sameSite to "lax"; "none" only together with secure',
    asvs: [{ number: '3.3.2', level: 2 }],
  },
  {
    id: 'cookie-scope',
    means: 'The cookie’s Domain and Path cover the pages that need the session.',
    why: 'The browser refuses the cookie, or does not send it where it is needed.',
    fix: 'leave cookie.domain out, and cookie.path at "/"',
    asvs: [],
  },
  {
    id: 'cookie-size',
    means: 'The session’s cookie is small enough for browsers.',
    why: 'Browsers do not keep a cookie of more than 4096 bytes.',
    fix: 'keep the id short, and what belongs to the session in the store',
    asvs: [{ number: '3.3.5', level: 3 }],
  },
  {
    id: 'cookie-name-own',
    means: 'No two apps of one host use the same cookie name.',
    why: 'Each replaces the other’s cookie, and signs its visitors out. Ports do not keep cookies apart.',
    fix: 'give each app a name of its own, by the option name of its session middleware',
    asvs: [{ number: '3.5.4', level: 2 }],
  },
  {
    id: 'trust-proxy',
    means: 'Behind a proxy that speaks HTTPS, the app knows that it does.',
    why: 'express-session withholds a Secure cookie on what it takes for plain HTTP: nobody stays signed in.',
    fix: 'call app.set("trust proxy", 1) for one proxy in front of the app',
    asvs: [],
  },
] as const satisfies readonly Rule[];
