import type { RuleId } from '../../src/rules/rules.ts';
import type { SimulateOptions } from '../../src/simulate/simulate.ts';

/** A planted fault of `app.cjs`, the rule that it breaks, and how it is looked for. */
export interface PlantedFault {
  fault: string;
  rule: RuleId;
  /** What an audit says of it besides what the rule itself does. */
  says?: string;
  /** Default: `login-next`. */
  flow?: string;
  options?: Pick<SimulateOptions, 'pace' | 'instances'> & { login?: string };
}

export const PLANTED: readonly PlantedFault[] = [
  { fault: 'id kept', rule: 'id-renewed' },
  { fault: 'id kept, without an earlier session', rule: 'id-renewed', flow: 'fixation' },
  {
    fault: 'id kept, where whoever is in is led away',
    rule: 'id-renewed',
    flow: 'fixation',
  },
  {
    fault: 'id kept, where the page is its own form',
    rule: 'id-renewed',
    flow: 'fixation',
    options: { login: '/about' },
  },
  { fault: 'old id still valid', rule: 'old-id-dead' },
  { fault: 'log-out clears only the cookie', rule: 'logout-ends-session' },
  { fault: 'log-out does nothing', rule: 'logout-ends-session' },
  {
    fault: 'redirect before the save',
    rule: 'saved-before-answer',
    options: { pace: 'both' },
  },
  { fault: 'save after the redirect', rule: 'saved-before-answer', options: { pace: 'both' } },
  { fault: 'save long after the redirect', rule: 'saved-before-answer' },
  { fault: 'never saved', rule: 'session-saved' },
  { fault: 'refused', rule: 'sign-in-refused' },
  { fault: 'not Secure, over HTTPS', rule: 'cookie-secure' },
  { fault: 'not Secure, behind a proxy', rule: 'cookie-secure' },
  { fault: 'no trust proxy', rule: 'trust-proxy', says: '"trust proxy" is missing' },
  { fault: 'open next', rule: 'next-stays-on-site', flow: 'open-redirect' },
  { fault: 'ignored next', rule: 'next-returns' },
  { fault: 'no HttpOnly', rule: 'cookie-http-only' },
  {
    fault: 'SameSite=None without Secure',
    rule: 'cookie-same-site',
    says: 'it says SameSite=None, but it is not Secure',
  },
  { fault: 'wrong Domain', rule: 'cookie-scope' },
  { fault: 'wrong Path', rule: 'cookie-scope', says: 'it is only for /login' },
  { fault: 'cookie too large', rule: 'cookie-size', says: 'it is longer than 4096 bytes' },
  { fault: 'no session middleware', rule: 'session-present' },
  { fault: 'two session middlewares', rule: 'one-session-middleware' },
  { fault: 'a second one on some pages', rule: 'one-session-middleware' },
  { fault: 'user in a global variable', rule: 'visitors-apart', flow: 'stranger' },
  { fault: 'new secret at each start', rule: 'secret-stable', flow: 'processes' },
  { fault: 'new secret in each process', rule: 'secret-stable', flow: 'processes' },
  {
    fault: 'MemoryStore in two processes',
    rule: 'memory-not-shared',
    flow: 'processes',
    options: { instances: 2 },
  },
  { fault: 'MemoryStore in a cluster', rule: 'memory-not-shared', flow: 'connections' },
  { fault: 'lifetime of a second', rule: 'lifetime-fits' },
  { fault: 'store without touch', rule: 'expiry-moved', flow: 'wander' },
  { fault: 'errors of get swallowed', rule: 'store-failure-told' },
  { fault: 'errors of set swallowed', rule: 'store-failure-told' },
  { fault: 'resave with slow requests', rule: 'logout-final', flow: 'late-requests' },
  { fault: 'touch that re-creates', rule: 'logout-final', flow: 'late-requests' },
  { fault: 'store with a race', rule: 'parallel-writes-kept', flow: 'two-visitors' },
  { fault: 'two apps with one cookie name', rule: 'cookie-name-own' },
  { fault: '600 kB in a session', rule: 'session-size' },
  { fault: 'countable ids', rule: 'id-random' },
  { fault: 'ids from the visitor', rule: 'id-server-made', flow: 'fixation' },
  { fault: 'secret from a tutorial', rule: 'secret-strong' },
  { fault: 'open page', rule: 'protected-page' },
];
