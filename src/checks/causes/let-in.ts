import { isLetIn, liveSession, type Observed, whoOf } from '../observed.ts';
import { type Cause, LET_IN } from './cause.ts';

/** Packages that keep a session in the cookie itself, not on the server. */
const IN_COOKIES: ReadonlySet<string | undefined> = new Set([
  'cookie-session',
  'client-sessions',
  'iron-session',
  'koa-session',
  '@fastify/secure-session',
]);

const IN_COOKIES_FIX = 'keep sessions on the server, or a list there of those that have ended';

/**
 * Whether a cookie was sent that belongs to no known session, and its signature in another one: `session.sig`, as
 * https://github.com/pillarjs/cookies does it. express-session has the signature in the cookie itself.
 */
function isSignedBeside({ request: { cookies }, past, site }: Observed): boolean {
  if (site.sessionsBy !== undefined || past?.app !== undefined) return false;
  const sent = new Set(cookies.filter((cookie) => cookie.sent).map(({ name }) => name));
  return [...sent].some((name) => sent.has(`${name}.sig`));
}

/** Whether the session that was sent had ended, and a new one came for another cookie, such as "remember me". */
function isRemembered({ request, cookies, session, before }: Observed): boolean {
  const hasEnded = before !== null && liveSession(before, session.before) === undefined;
  const hasOther = request.cookies.some((cookie) => cookie.sent && cookie.session === undefined);
  const hasNew = cookies.some((cookie) => cookie.session && cookie.session !== session.before);
  return hasEnded && hasOther && hasNew;
}

/** Whether another cookie than the session's was sent, and the session says nothing of whoever is signed in. */
function isKeptBeside({ request: { cookies }, session: { before }, store }: Observed): boolean {
  const held = liveSession(store?.sessions, before);
  if (!held || whoOf(held) !== null || Object.values(held.data ?? {}).includes(true)) return false;
  return cookies.some(({ sent, session }) => sent && session === undefined);
}

/** Causes why somebody is let in, or redirected, who should not be. */
export const LET_IN_CAUSES: readonly Cause[] = [
  {
    rule: 'protected-page',
    of: LET_IN,
    when: (seen) => seen.isSameForAll?.() === true && isLetIn(seen),
    cause:
      'strangers and whoever has signed in are shown the same page: it is open to all, or the sign-in does not last',
    fix: 'check req.session in a middleware that comes before the page’s route; if the page is for all, name another one with --protected',
  },
  {
    rule: 'protected-page',
    of: LET_IN,
    when: (seen) => seen.past?.isOpenToAll === true && isLetIn(seen),
    cause: 'the page opens for somebody who has not signed in',
  },
  {
    rule: 'logout-final',
    of: [...LET_IN, 'session'],
    when: (seen) => seen.past?.isLoggedOut === true && seen.past.isRevived,
    cause: 'the session was destroyed at the log-out, and another request stored it anew',
  },
  {
    rule: 'logout-ends-session',
    of: LET_IN,
    when: (seen) => seen.past?.isLoggedOut === true && isLetIn(seen) && isRemembered(seen),
    cause:
      'the log-out ended the session, and another cookie, such as "remember me", began a new one: it still counts',
    fix: 'end at the log-out, on the server, also what other cookies sign the visitor in by, and clear them',
  },
  {
    rule: 'logout-ends-session',
    of: LET_IN,
    when: (seen) =>
      seen.past?.isLoggedOut === true && isLetIn(seen) && IN_COOKIES.has(seen.site.sessionsBy),
    cause:
      'the session is in the cookie itself: a log-out takes it from the browser, and whoever has a copy stays signed in',
    fix: IN_COOKIES_FIX,
  },
  {
    rule: 'logout-ends-session',
    of: LET_IN,
    when: (seen) => seen.past?.isLoggedOut === true && isLetIn(seen) && isSignedBeside(seen),
    cause:
      'the cookie is signed as cookie-session does it, which keeps the session in the cookie itself: whoever has a copy stays signed in',
    fix: IN_COOKIES_FIX,
  },
  {
    rule: 'logout-ends-session',
    of: LET_IN,
    when: (seen) =>
      seen.past?.isLoggedOut === true &&
      isLetIn(seen) &&
      (seen.past.app?.stores === 0 || isKeptBeside(seen)),
    cause:
      'the log-out takes the cookie from the browser, and what it says still counts, as that of a token does: whoever has a copy stays signed in',
    fix: 'keep on the server which tokens or sessions count, and end them there at the log-out',
  },
  {
    rule: 'logout-ends-session',
    of: LET_IN,
    when: (seen) => seen.past?.isLoggedOut === true && isLetIn(seen),
    cause: 'the log-out leaves the session signed in, so whoever has a copy of the cookie stays so',
  },
  {
    rule: 'old-id-dead',
    of: LET_IN,
    when: (seen) => seen.past?.isFromBeforeSignIn === true && isLetIn(seen),
    cause: 'the id from before the sign-in is signed in as well',
  },
  {
    rule: 'visitors-apart',
    of: LET_IN,
    when: (seen) => seen.past?.isOpenedByOthers === true && isLetIn(seen),
    cause: 'the page was closed to strangers, and opened to them once somebody else had signed in',
  },
  {
    rule: 'visitors-apart',
    of: ['neverNames'],
    when: (seen) => seen.past?.signIn === 'worked',
    cause: 'the page shows what belongs to another visitor',
  },
  {
    rule: 'protected-page',
    of: LET_IN,
    when: (seen) => seen.past?.signIn === 'none' && !seen.past.isThief && isLetIn(seen),
    cause: 'the page opens for somebody who has not signed in',
  },
  {
    rule: 'next-stays-on-site',
    of: ['staysOnSite'],
    when: ({ request, response }) =>
      request.signsIn &&
      (response?.location?.onThisSite === false || response?.leavesFor !== undefined),
    cause: 'the sign-in follows an address that came with the request to another site',
  },
  {
    of: [...LET_IN, 'session'],
    when: ({ site, session: { before }, store, request }) =>
      site.kind !== 'other' &&
      liveSession(store?.sessions, before) !== undefined &&
      (request.path.includes('out') || request.cookies.length > 0),
    rule: 'logout-ends-session',
    cause: 'the log-out leaves the session, so whoever has a copy of the cookie stays signed in',
  },
];
