import { own, told } from '../masking/told.ts';
import { ruleOf } from '../rules/rules.ts';
import { isOurs, type Site } from '../site/site.ts';
import type { CheckResult } from './check-result.ts';
import { asksToSignIn, liveSession, type Observed, type SignIn, whoOf } from './observed.ts';
import { answerOf } from './wording.ts';

/** Statuses that refuse a name and a password. */
const REFUSALS = new Set([400, 401, 403, 409, 415, 422]);

/**
 * Whether a sign-in was accepted, by its own response: `refused`, or `open` if a protected page must decide. If the app
 * failed, or there is no such page, it has `failed`.
 */
export function signInBy(seen: Observed): SignIn {
  const { response, store, session } = seen;
  if (!response || response.status >= 500 || [404, 405, 429].includes(response.status)) {
    return 'failed';
  }
  // The session says who is signed in, so the page does not matter.
  const held = liveSession(store?.sessions, session.after);
  const who = whoOf(held);
  if (who !== null && who !== whoOf(liveSession(seen.before, session.after))) return 'open';
  // What nobody asked for can be refused by every app.
  const refused = seen.request.lacksForm ? 'failed' : 'refused';
  if (REFUSALS.has(response.status)) return refused;
  return asksToSignIn(seen) && !isRenewed(seen) && !isUndecided(seen) ? refused : 'open';
}

/**
 * Whether a redirect to the form says nothing: it is not known who is signed in with a session, or another cookie came,
 * as in apps without sessions. Then the protected page decides.
 */
function isUndecided({ response, store, site, cookies }: Observed): boolean {
  if (site.way?.protected === undefined || response?.location === undefined) return false;
  return !store || cookies.some(isOfApp);
}

/** Whether a cookie came that belongs to no known session. */
function isOfApp({ session, action }: Observed['cookies'][number]): boolean {
  return session === undefined && action !== 'cleared' && action !== 'refused';
}

/**
 * Whether the visitor was let in without a session: none came, or the one that they had is unchanged. Some apps keep
 * the user in a token, or in a cookie with all of the data. If no page has shown that the sign-in worked, it counts
 * only where a store is seen, and another cookie came.
 */
export function isKeptElsewhere(seen: Observed): boolean {
  const { past, site, store, cookies } = seen;
  const { before, after } = seen.session;
  const gaveOther = cookies.some(isOfApp);
  const isLikely = past?.signIn === 'open' && store !== null && gaveOther;
  if (isOurs(site) || (past?.signIn !== 'worked' && !isLikely) || before !== after) return false;
  if (after === undefined) return true;
  if (!store) return gaveOther;
  const held = liveSession(store.sessions, after);
  const isChanged = store.changes.some(
    ({ action, session }) => action === 'changed' && session === after,
  );
  return (
    held !== undefined && whoOf(held) === null && (gaveOther || !isChanged) && seen.request.signsIn
  );
}

/** Whether a session continues under a new id: apps that redirect to the form do that if they accepted the sign-in. */
function isRenewed({ response, session: { before, after } }: Observed): boolean {
  return (
    response?.location !== undefined &&
    before !== undefined &&
    after !== undefined &&
    before !== after
  );
}

/**
 * Whether a sign-in with an unclear response was refused, now that a protected page did not open: it had no effect, and
 * did not redirect to a page that only signed-in visitors see.
 *
 * @param keptOut the path of the page that did not open
 */
export function wasRefused(signIn: Observed, keptOut: string): boolean {
  if (asksToSignIn(signIn) && isUndecided(signIn) && !isRenewed(signIn)) return true;
  const { response, session, store, cookies } = signIn;
  const leadsThere = response?.location?.path === keptOut;
  const gave = cookies.some(({ session: alias }) => alias !== undefined);
  const wrote = store?.changes.some(({ action }) => action === 'created') === true;
  return !leadsThere && !gave && !wrote && session.before === session.after;
}

/**
 * Whether nothing shows if a sign-in was accepted: it had no visible effect, and no page is known that only signed-in
 * visitors see.
 */
export function isUntold(seen: Observed): boolean {
  const { request, response, session, store, cookies, site, past } = seen;
  return (
    request.signsIn &&
    past?.signIn === 'open' &&
    !isOurs(site) &&
    site.way?.protected === undefined &&
    response?.location === undefined &&
    session.before === session.after &&
    cookies.every(({ session: alias }) => alias === undefined) &&
    (store?.changes.length ?? 0) === 0
  );
}

/** The one check of a sign-in that was refused. */
export function refusedSignIn(seen: Observed): CheckResult | undefined {
  if (!seen.request.signsIn || seen.past?.signIn !== 'refused') return undefined;
  const refused = told`refused: ${answerOf(seen)}`;
  const isForOrigin = mayBeForOrigin(seen);
  const { cause, fix } = REASONS.find(({ when }) => when(seen))?.why ?? FOR_PASSWORD;
  return {
    of: 'signIn',
    what: 'its outcome',
    passed: false,
    expected: own('signed in'),
    got: isForOrigin ? told`${refused}, with Origin: null` : refused,
    broken: {
      rule: 'sign-in-refused',
      cause,
      fix: typeof fix === 'function' ? fix(seen.site) : fix,
    },
  };
}

const FOR_PASSWORD = {
  cause: 'the app did not accept the name and the password',
  fix: `${ruleOf('sign-in-refused').fix}; if you did, check its name and its password`,
};

const FOR_NOBODY = {
  cause: 'no password was given, and the app signs nobody in without one',
  fix({ signUp }: Site): string {
    const give =
      signUp === undefined
        ? ruleOf('sign-in-refused').fix
        : `make an account at ${signUp}, and give it with --user and --password-stdin`;
    return `${give}; if the app forgets its accounts when it ends, start it by hand, sign up there, and name its address with --url`;
  },
};

const FOR_TOKEN = {
  cause:
    'the app did not accept the request without a token against requests of other sites (CSRF), which a page of its own has',
  fix: 'if that page has a form, name it: --login /login; if a script gets the token, describe its requests in a flow file, with --flow',
};

const FOR_COOKIE = {
  cause:
    'the app gave a cookie at the sign-in, and the protected page did not accept it, or name and password were wrong',
  fix: `${ruleOf('sign-in-refused').fix}; if that one is right, look at whether the page reads the cookie with the same secret, and finds the user in it`,
};

const FOR_SCRIPT = {
  cause:
    'the form goes by GET, with the password in the address: a script of the page signs in by a request of its own, or it is no sign-in',
  fix: `name the request that the script sends: --login 'POST /api/login {"email":"$user","password":"$password"}'`,
};

const FOR_ORIGIN = {
  cause:
    'a wrong password, or the app refuses Origin: null, which browsers send because its page says Referrer-Policy: no-referrer',
  fix: 'give an account with --user and --password-stdin; if that one is right, send Referrer-Policy: same-origin with the page of the form',
};

/** Reasons for a refusal, the first one first; if none fits, it is the name or the password. */
const REASONS: ReadonlyArray<{
  why: { cause: string; fix: string | ((site: Site) => string) };
  when(seen: Observed): boolean;
}> = [
  { why: FOR_ORIGIN, when: mayBeForOrigin },
  { why: FOR_SCRIPT, when: isSentByGet },
  { why: FOR_TOKEN, when: isForToken },
  { why: FOR_NOBODY, when: ({ request }) => request.lacksPassword === true },
  { why: FOR_COOKIE, when: (seen) => gaveItsOwn(seen) && signInBy(seen) !== 'refused' },
];

/** Whether a request that an option wrote down, without a page, was refused for want of a token. */
function isForToken({ response, site: { way } }: Observed): boolean {
  if (response?.status !== 403 || way?.login === undefined || 'page' in way.login) return false;
  return /csrf|xsrf|forgery/i.test(response.page.text);
}

/** Whether a cookie came that a page did not accept later. */
function gaveItsOwn({ response, cookies }: Observed): boolean {
  return response !== undefined && response.status < 300 && cookies.some(isOfApp);
}

/** With a known origin, the origin cannot be the reason. */
function mayBeForOrigin({ request, response }: Observed): boolean {
  return request.hidesOrigin === true && response?.status === 403;
}

function isSentByGet({ request, site: { way } }: Observed): boolean {
  return request.method === 'GET' && way?.login !== undefined && 'page' in way.login;
}
