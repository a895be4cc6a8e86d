import type { CookieChange } from '../events/run.ts';
import { own, type Told, told } from '../masking/told.ts';
import { MADE_TO_FAIL } from '../probe/messages.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { isOurs } from '../site/site.ts';
import type { CheckResult } from './check-result.ts';
import { isGuessable } from './ids.ts';
import { isKeptOut, liveSession, type Observed } from './observed.ts';
import { destinationOf } from './wording.ts';

/** What must hold at every step, whatever a flow expects: returns a result only if a rule is broken. */
type StandingCheck = (seen: Observed) => CheckResult | undefined;

/** A cookie that lives for less than a minute is useless. Dates have whole seconds, so a second may be missing. */
const SHORTEST_LIFE_MS = 59_000;
/** A larger session is used as a database. */
const LARGEST_SESSION = 500_000;

export const STANDING_CHECKS: readonly StandingCheck[] = [
  (seen) => {
    const bare = given(seen).find((cookie) => !has(cookie, 'httponly'));
    return bare && broken('cookie-http-only', told`${bare.name} without HttpOnly`);
  },
  (seen) => {
    const cookie = given(seen).find((one) => has(one, 'samesite=none') && !has(one, 'secure'));
    return (
      cookie && broken('cookie-same-site', told`${cookie.name} with SameSite=None, not Secure`)
    );
  },
  (seen) => {
    if (!seen.request.isSecure) return undefined;
    const bare = given(seen).find((cookie) => !has(cookie, 'secure'));
    return bare && broken('cookie-secure', told`${bare.name} without Secure, on HTTPS`);
  },
  ({ past }) =>
    past?.hasIdleSession
      ? broken('one-session-middleware', own('two, of which the second one did nothing'))
      : undefined,
  ({ past }) =>
    past?.knownSecret === undefined
      ? undefined
      : broken('secret-strong', own(`"${past.knownSecret}", which stands in tutorials`)),
  ({ past }) => {
    const life = past?.cookieLife;
    if (life === undefined || life >= SHORTEST_LIFE_MS || past?.hasOwnLimits) return undefined;
    return broken('lifetime-fits', own(`${Math.ceil(life / 1_000)} s at most`));
  },
  ({ past, session: { before, after } }) => {
    if (after === undefined || after === before || !past) return undefined;
    const why = isGuessable(past.ids);
    return why === undefined ? undefined : broken('id-random', own(why));
  },
  ({ store, session: { after }, before }) => {
    const session = liveSession(store?.sessions, after);
    const earlier = before?.find((one) => one.session === session?.session);
    if (!session || session.size < LARGEST_SESSION || session.size === earlier?.size)
      return undefined;
    return broken(
      'session-size',
      own(`${Math.round(session.size / 1000)} kB in ${session.session}`),
    );
  },
  ({ store, response, past }) => {
    const failed = store?.operations?.find(
      ({ name, error }) =>
        error !== undefined && FAILURES_TO_TELL.has(name) && error !== MADE_TO_FAIL,
    );
    if (!failed || !past || (response?.status ?? 500) >= 400) return undefined;
    return broken(
      'store-failure-told',
      told`${response?.status ?? ''}, though the store failed at ${failed.name}: ${failed.error ?? ''}`,
    );
  },
  (seen) => {
    const { past, request, site } = seen;
    const promised = past?.promised;
    if (promised === undefined || isOurs(site) || !request.signsIn) return undefined;
    if (past?.signIn !== 'worked' || seen.response?.location?.onThisSite !== true) return undefined;
    if (seen.response.location.path === promised || past.hasReturned) return undefined;
    return broken('next-returns', destinationOf(seen), told`${promised}, as the app took down`);
  },
  ({ past, request, session: { before, after } }) =>
    request.signsIn && past?.hasKeptId && before !== undefined && before === after
      ? broken('id-renewed', own(`${before} goes on`))
      : undefined,
  ({ past, session: { after } }) =>
    past?.isInvented
      ? broken('id-server-made', own(`${after}, which has the id that the visitor made up`))
      : undefined,
  (seen) => {
    const {
      past,
      store,
      session: { before },
    } = seen;
    const isRefused = past?.isElsewhere && !past.isLoggedOut && isKeptOut(seen);
    if (!isRefused || before === undefined || !store?.operations) return undefined;
    const isAsked = store.operations.some(
      ({ name, session }) => name === 'get' && session === before,
    );
    return isAsked
      ? undefined
      : broken('secret-stable', own(`the app did not ask its store for ${before}`));
  },
  ({ past, store, session: { before }, before: held }) => {
    if (!past?.isDueToMove || !store?.operations) return undefined;
    const now = liveSession(store.sessions, before);
    const was = liveSession(held, before);
    if (!now?.expires || now.expires !== was?.expires) return undefined;
    // If the store failed, it could not move the expiry.
    const isFound = store.operations.some(
      ({ name, session, found }) => name === 'get' && session === before && found === true,
    );
    const asked = store.operations.some(({ name }) => name === 'touch' || name === 'set');
    if (!isFound || asked) return undefined;
    return broken('expiry-moved', own(`${before} expires when it did before`));
  },
];

/**
 * If a failure of these is hidden, users believe what is not true. Failures that a flow causes belong to other rules.
 */
const FAILURES_TO_TELL = new Set(['get', 'set', 'destroy']);

const EXPECTED: Partial<Record<RuleId, string>> = {
  'one-session-middleware': 'one session middleware for a request',
  'cookie-http-only': 'a session’s cookie that scripts cannot read',
  'cookie-same-site': 'a cookie that browsers accept',
  'cookie-secure': 'a session’s cookie for HTTPS alone',
  'secret-strong': 'a secret that nobody knows',
  'lifetime-fits': 'a session that lives for a minute at least',
  'id-random': 'ids that nobody can guess',
  'id-renewed': 'a new one',
  'id-server-made': 'a session with an id of the app’s own',
  'secret-stable': 'the cookie of a session counts in each process, and after a restart',
  'session-size': 'less than 500 kB in a session',
  'store-failure-told': 'an answer that says so',
  'expiry-moved': 'a visit moves the expiry of its session',
};

function broken(id: RuleId, got: Told, expected = own(EXPECTED[id] ?? '')): CheckResult {
  const rule = ruleOf(id);
  return {
    of: 'rule',
    what: WHAT[id] ?? id,
    passed: false,
    expected,
    got,
    broken: { rule: id, cause: rule.why, fix: rule.fix },
  };
}

const WHAT: Partial<Record<RuleId, string>> = {
  'one-session-middleware': 'the session middlewares',
  'cookie-http-only': 'the session’s cookie',
  'cookie-same-site': 'the session’s cookie',
  'cookie-secure': 'the session’s cookie',
  'secret-strong': 'the secret that signs the cookie',
  'lifetime-fits': 'how long the session lives',
  'id-random': 'the session’s id',
  'id-renewed': 'the session’s id',
  'id-server-made': 'the session’s id',
  'secret-stable': 'the signature of the cookie',
  'session-size': 'the size of the session',
  'store-failure-told': 'whether a failure is told',
  'next-returns': 'where the sign-in leads',
  'expiry-moved': 'when the session expires',
};

/** The session cookies in a response, kept or refused. */
function given({ cookies }: Observed): CookieChange[] {
  return cookies.filter(({ action, session }) => session !== undefined && action !== 'cleared');
}

function has({ attributes }: CookieChange, attribute: string): boolean {
  return attributes.some((one) => one.toLowerCase().replace(/\s/g, '') === attribute);
}
