import { withoutQuery } from '../../address.ts';
import { liveSession, type Observed } from '../observed.ts';
import {
  type Cause,
  isHomeByChance,
  isStillIn,
  SESSION,
  SIGNED_OUT,
  wasNotAsked,
  wasNotFound,
} from './cause.ts';

/** Causes why a visitor is signed out who should not be. */
export const SIGNED_OUT_CAUSES: readonly Cause[] = [
  {
    of: [...SESSION, ...SIGNED_OUT],
    when: mayWantHttps,
    cause: 'no cookie came: over plain HTTP, an app that is made for HTTPS gives none',
    fix: 'give its https:// address, or have it started here: then it is visited as its proxy does',
  },
  {
    rule: 'secret-stable',
    of: SIGNED_OUT,
    when: (seen) => seen.past?.isElsewhere === true && wasNotAsked(seen),
    cause: 'the app did not accept the signature of its own cookie, so its store was never asked',
  },
  {
    rule: 'memory-not-shared',
    of: SIGNED_OUT,
    when: (seen) =>
      wasNotFound(seen) &&
      ((seen.past?.isElsewhere === true && !seen.past.isRestarted) ||
        (seen.past?.app?.memories ?? 0) > 1),
    cause: 'another process of the app has the session in its own memory',
  },
  {
    rule: 'memory-not-shared',
    of: SIGNED_OUT,
    when: (seen) => seen.past?.isTornApart === true,
    cause:
      'the same cookie was accepted and refused at the same time: the app runs in several processes that do not share their sessions, or not their secret; or its store finds a session only sometimes',
  },
  {
    of: SIGNED_OUT,
    when: (seen) => seen.past?.isOutrun === true,
    cause:
      'another request at the same time gave the session a new id, and this one came with the old one: two tabs, or a page and its pictures, sign the visitor out',
    fix: 'give a new id at the sign-in alone, or let the old one count for some seconds more',
  },
  {
    of: SIGNED_OUT,
    when: ({ site, session, before }) =>
      site.store === 'memory' &&
      session.before !== undefined &&
      !liveSession(before, session.before),
    cause: 'the memory store forgets when the process ends, and is not shared by processes',
    fix: 'use a store outside the process',
  },
  {
    rule: 'parallel-writes-kept',
    of: SIGNED_OUT,
    when: (seen) => seen.past?.isParallel === true && (wasNotFound(seen) || wasNotKept(seen)),
    cause: 'the store took the session, and lost it while it wrote another one',
  },
  {
    rule: 'session-saved',
    of: SIGNED_OUT,
    when: (seen) => wasNotFound(seen) && seen.past?.signIn === 'lost',
    cause: 'the store took the session, and does not have it',
  },
  {
    of: SIGNED_OUT,
    when: ({ session, store }) =>
      session.before !== undefined &&
      store !== null &&
      !liveSession(store.sessions, session.before),
    cause: 'the store does not hold the session that the cookie stands for',
    fix: 'look at what removed it: a log-out, its expiry, a restart, or another store',
  },
  {
    of: SIGNED_OUT,
    when: (seen) => seen.past?.signIn === 'lost' && isStillIn(seen) && asksForMore(seen),
    cause:
      'the session says who is signed in, and the page leads to another than the sign-in form: the app may want a second factor there, such as a code',
    fix: 'name a page that opens after the password alone, with --protected, or describe both steps in a flow file, with --flow',
  },
  {
    of: SIGNED_OUT,
    when: (seen) => seen.past?.signIn === 'lost' && isStillIn(seen),
    cause: 'the session says who is signed in, and the page asks to sign in all the same',
    fix: 'where it does so for everybody, name another page with --protected',
  },
  {
    of: SIGNED_OUT,
    when: (seen) => seen.past?.signIn === 'lost' && seen.store === null && isHomeByChance(seen),
    cause: 'the home page led to the form: it does so for everybody, or the sign-in was lost',
    fix: 'name a page for whoever is signed in, with --protected',
  },
  {
    rule: 'session-saved',
    of: SIGNED_OUT,
    when: (seen) => seen.past?.signIn === 'lost',
    cause: 'the sign-in was accepted, and nothing of it is in the session',
  },
  {
    rule: (seen) => (seen.past ? 'session-saved' : undefined),
    of: SESSION,
    when: ({ request, session }) => request.signsIn && session.after === undefined,
    cause: 'no cookie came: the session was not changed, or not saved',
    fix: 'set the user in req.session before the answer, and check name and password',
  },
];

/** Whether a signed-in visitor is redirected to a page of the site other than the sign-in form. */
function asksForMore({ site: { way }, response }: Observed): boolean {
  if (way?.login === undefined || !('page' in way.login)) return false;
  const { path, onThisSite } = response?.location ?? {};
  return path !== undefined && onThisSite === true && !isSamePath(path, way.login.page);
}

function isSamePath(one: string, other: string): boolean {
  return withoutQuery(one) === withoutQuery(other);
}

/** Whether a session cookie may be only for HTTPS, and the store cannot be read. */
function mayWantHttps({ past, request, cookies, store }: Observed): boolean {
  if (store || past?.app || request.isSecure) return false;
  if (cookies.length > 0 || request.cookies.length > 0) return false;
  return request.signsIn || (past?.signIn === 'lost' && past.dropped === undefined);
}

/** Whether the store accepted the session of a sign-in, but does not have it. */
function wasNotKept({ request, session: { after }, store }: Observed): boolean {
  if (!request.signsIn || after === undefined) return false;
  const took = store?.operations?.some(({ name, session }) => name === 'set' && session === after);
  return took === true && liveSession(store?.sessions, after) === undefined;
}
