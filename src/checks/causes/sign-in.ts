import { isDeepStrictEqual } from 'node:util';
import { liveSession, type Observed } from '../observed.ts';
import { isOldAsItWas } from '../session.ts';
import {
  type Cause,
  isHomeByChance,
  isStillIn,
  SESSION,
  SIGNED_OUT,
  wasNotAsked,
} from './cause.ts';

/** Causes why a sign-in leaves no session of its own. */
export const SIGN_IN_CAUSES: readonly Cause[] = [
  {
    rule: 'trust-proxy',
    when: (seen) => seen.request.isSecure && storedWithoutCookie(seen)?.secure === true,
    cause:
      'the app is asked as by a proxy that speaks HTTPS, and takes the request for plain HTTP: "trust proxy" is missing',
  },
  {
    rule: 'cookie-secure',
    when: (seen) => storedWithoutCookie(seen)?.secure === true,
    cause:
      'a session was stored and no cookie came: express-session withholds a Secure cookie on plain HTTP',
  },
  {
    rule: 'saved-before-answer',
    of: SIGNED_OUT,
    when: (seen) =>
      seen.past?.isSavedLate === true || (storedWithoutCookie(seen) !== undefined && hasPast(seen)),
    cause: 'the session was stored after the answer had gone out',
  },
  {
    rule: 'saved-before-answer',
    of: SIGNED_OUT,
    when: (seen) => isChanged(seen) && !(isHomeByChance(seen) && isStillIn(seen)),
    cause: 'the answer to the sign-in came before the session was stored',
  },
  {
    of: SESSION,
    when: (seen) => storedWithoutCookie(seen) !== undefined,
    cause: 'a session was stored, and no cookie came for it',
    fix: 'look at what sets the cookie: saveUninitialized, cookie.secure, or a proxy',
  },
  {
    rule: 'id-renewed',
    of: SESSION,
    when: ({ request, session: { before, after } }) =>
      request.signsIn && before !== undefined && before === after,
    cause: 'the id stays the same at sign-in, so one that was planted before is signed in as well',
  },
  {
    rule: 'cookie-name-own',
    of: SIGNED_OUT,
    when: (seen) =>
      seen.session.after !== undefined &&
      seen.session.before !== seen.session.after &&
      (seen.past?.app?.stores ?? 1) > 1 &&
      liveSession(seen.store?.sessions, seen.session.before) !== undefined &&
      wasNotAsked(seen),
    cause: 'another session middleware replaced the cookie, which has the same name',
  },
  {
    rule: 'old-id-dead',
    of: SESSION,
    when: ({ request, session: { before, after }, store }) =>
      request.signsIn && before !== after && liveSession(store?.sessions, before) !== undefined,
    cause: 'the session from before the sign-in still counts',
  },
  {
    rule: 'old-id-dead',
    of: SESSION,
    when: (seen) => !seen.request.signsIn && isOldAsItWas(seen),
    cause:
      'the session has a new id, and the old one counts as before: a copy of its cookie stays signed in, also after the log-out',
    fix: 'call req.session.regenerate() for a new id: it destroys the old session; or store with the old one when it ends, for a timer ends with the process',
  },
];

function hasPast({ past }: Observed): boolean {
  return past !== undefined;
}

/** The session that was stored in a step without a cookie for it. */
function storedWithoutCookie({ store, session, before }: Observed) {
  const created = store?.changes.find(
    (change) => change.action === 'created' && change.session !== session.after,
  );
  return created && !liveSession(before, created.session)
    ? liveSession(store?.sessions, created.session)
    : undefined;
}

/** Whether a quick visitor's next request sends a session that was changed in the meantime. */
function isChanged({ pace, request, before, session, store }: Observed): boolean {
  return (
    pace === 'quick' &&
    request.method === 'GET' &&
    liveSession(store?.sessions, session.before) !== undefined &&
    !isDeepStrictEqual(
      liveSession(before, session.before)?.data,
      liveSession(store?.sessions, session.before)?.data,
    )
  );
}
