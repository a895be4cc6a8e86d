import type { RuleId } from '../rules/rules.ts';

/** A fault of the app in `faults/`, with the facts about that app that cannot be found out automatically. */
export interface PlantedFault {
  /** Its name in `faults/faults.cjs`. */
  fault: string;
  login?: string;
  logout?: string;
  newPassword?: string;
  /** The number of processes of the app. */
  instances?: number;
}

const named = (fault: string): PlantedFault => ({ fault });

/** By rule, the fault that shows the rule best. For rules without one, there is no app to try. */
export const FAULT_OF: Partial<Record<RuleId, PlantedFault>> = {
  'protected-page': named('open page'),
  'next-returns': named('ignored next'),
  'next-stays-on-site': named('open next'),
  'id-renewed': named('id kept'),
  'old-id-dead': named('old id still valid'),
  'logout-ends-session': named('log-out clears only the cookie'),
  'logout-final': named('resave with slow requests'),
  'visitors-apart': named('user in a global variable'),
  'sign-in-refused': named('refused'),
  'session-present': named('no session middleware'),
  'session-saved': named('never saved'),
  'saved-before-answer': named('redirect before the save'),
  'one-session-middleware': named('two session middlewares'),
  'session-size': named('600 kB in a session'),
  'parallel-writes-kept': named('store with a race'),
  'cookie-http-only': named('no HttpOnly'),
  'cookie-secure': named('not Secure, behind a proxy'),
  'cookie-same-site': named('SameSite=None without Secure'),
  'cookie-scope': named('wrong Path'),
  'cookie-size': named('cookie too large'),
  'cookie-name-own': named('two apps with one cookie name'),
  'cookie-host-prefix': named('no __Host-'),
  'trust-proxy': named('no trust proxy'),
  'secret-stable': named('new secret at each start'),
  'secret-strong': named('secret from a tutorial'),
  'memory-not-shared': { fault: 'MemoryStore in two processes', instances: 2 },
  'memory-store-in-production': named('MemoryStore in production'),
  'lifetime-fits': named('lifetime of a second'),
  'expiry-moved': named('store without touch'),
  'idle-limit': named('a store that keeps sessions for ever'),
  'store-failure-told': named('errors of set swallowed'),
  'store-failure-closed': named('open while the store fails'),
  'id-random': named('countable ids'),
  'id-server-made': named('ids from the visitor'),
  csp: named('no Content-Security-Policy'),
  nosniff: named('no nosniff'),
  'referrer-policy': named('no Referrer-Policy'),
  framing: named('shown in frames'),
  hsts: named('no word on HTTPS'),
  'no-store': named('kept by browsers'),
  'cross-site-change': named('signed out by other sites'),
  'logout-by-link': named('log-out by a link'),
  cors: named('any origin reads'),
  'token-only-in-cookie': named('id in the page'),
  'lock-out-by-others': named('locked out by others'),
  'names-not-told': named('names told by words'),
  'password-masked': named('password that shows'),
  'default-account': named('default account'),
  'password-ends-others': { fault: 'new password that others survive', newPassword: '/password' },
  'password-length': { fault: 'new password of seven characters', newPassword: '/password' },
  'password-common': { fault: 'new password that everybody has', newPassword: '/password' },
  'no-stack-trace': named('stack traces in production'),
  'no-ids-in-log': named('ids in the log'),
  'record-for-strangers': named('a record for each stranger'),
  'logout-shown': { fault: 'no way out on the page', logout: 'POST /logout' },
};
