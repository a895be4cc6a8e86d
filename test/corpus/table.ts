import type { AuditOptions } from '../../src/audit/audit.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import { PLANTED } from '../faults/table.ts';

/** What has to be said of an app that nobody could find out. */
export interface Told extends Pick<AuditOptions, 'instances'> {
  login?: string;
  logout?: string;
  newPassword?: string;
}

/** A fault of faults.cjs, and the rule that it breaks. */
export interface PlantedFault {
  fault: string;
  rule: RuleId;
  /** What is said of it besides what the rule itself does. */
  says?: string;
  told?: Told;
}

/** A sound kind of sound.cjs, or an app of its own. */
export interface SoundApp {
  name: string;
  /** What it is like, in half a sentence. */
  about: string;
  told?: Told;
  /** The file, where it is not app.cjs. */
  file?: string;
  needs?: 'redis';
  /** Whether requests at the same time sign each other out: an audit does not try that, a flow does. */
  losesTabs?: true;
  /** Whether it looks from outside as the base app does: over the wire, it is not audited once more. */
  isInside?: true;
}

/** A page's script signs in. */
const BY_JSON: Told = { login: 'POST /login {"username":"$user","password":"$password"}' };

const ABOUT_HEADERS: readonly PlantedFault[] = [
  { fault: 'no Content-Security-Policy', rule: 'csp' },
  { fault: 'no nosniff', rule: 'nosniff' },
  { fault: 'no Referrer-Policy', rule: 'referrer-policy' },
  { fault: 'shown in frames', rule: 'framing' },
  { fault: 'no word on HTTPS', rule: 'hsts' },
  { fault: 'kept by browsers', rule: 'no-store' },
];

const ABOUT_OTHER_SITES: readonly PlantedFault[] = [
  { fault: 'refuses its own form', rule: 'sign-in-refused' },
  { fault: 'signed in by other sites', rule: 'cross-site-change' },
  { fault: 'signed out by other sites', rule: 'cross-site-change' },
  { fault: 'JSON sign-in that takes a form', rule: 'cross-site-change', told: BY_JSON },
  { fault: 'JSON sign-in that takes plain text', rule: 'cross-site-change', told: BY_JSON },
  { fault: 'token of anybody', rule: 'cross-site-change' },
  { fault: 'log-out by a link', rule: 'logout-by-link' },
  { fault: 'any origin reads', rule: 'cors' },
  { fault: 'no origin reads', rule: 'cors' },
  { fault: 'next with a tab', rule: 'next-stays-on-site' },
  { fault: 'next that is decoded once more', rule: 'next-stays-on-site' },
  { fault: 'next without slashes', rule: 'next-stays-on-site' },
  { fault: 'next behind the own address', rule: 'next-stays-on-site' },
  { fault: 'next that begins with the own address', rule: 'next-stays-on-site' },
  { fault: 'next that comes twice', rule: 'next-stays-on-site' },
  { fault: 'next under a name of its own', rule: 'next-stays-on-site' },
  { fault: 'next by a tag of the page', rule: 'next-stays-on-site' },
  { fault: 'a Referer that holds the own address', rule: 'cross-site-change' },
  { fault: 'no Referer is one of its own', rule: 'cross-site-change' },
  { fault: 'closed under one spelling', rule: 'protected-page' },
  { fault: 'id in the page', rule: 'token-only-in-cookie' },
  { fault: 'id in the address', rule: 'token-only-in-cookie' },
  { fault: 'id in a header', rule: 'token-only-in-cookie' },
  { fault: 'no __Host-', rule: 'cookie-host-prefix' },
];

const ABOUT_PASSWORDS: readonly PlantedFault[] = [
  { fault: 'locked out by others', rule: 'lock-out-by-others' },
  { fault: 'locked out as if it were wrong', rule: 'lock-out-by-others' },
  { fault: 'names told by words', rule: 'names-not-told' },
  { fault: 'names told by the status', rule: 'names-not-told' },
  { fault: 'password that shows', rule: 'password-masked' },
  { fault: 'default account', rule: 'default-account' },
];

const ABOUT_LIFETIMES: readonly PlantedFault[] = [
  { fault: 'a store that keeps sessions for ever', rule: 'idle-limit' },
  { fault: 'remembered after the log-out', rule: 'logout-ends-session' },
  { fault: 'ids of Math.random', rule: 'id-random' },
  { fault: 'ids of the time', rule: 'id-random' },
];

const ABOUT_FAILURES: readonly PlantedFault[] = [
  { fault: 'open while the store fails', rule: 'store-failure-closed' },
  { fault: 'ends when the store fails', rule: 'store-failure-closed' },
  { fault: 'stack traces in production', rule: 'no-stack-trace' },
  { fault: 'ids in the log', rule: 'no-ids-in-log' },
  { fault: 'passwords in the log', rule: 'no-ids-in-log' },
  { fault: 'MemoryStore in production', rule: 'memory-store-in-production' },
  { fault: 'a record for each stranger', rule: 'record-for-strangers' },
  { fault: 'no way out on the page', rule: 'logout-shown', told: { logout: 'POST /logout' } },
];

const ON_PAGE: Told = { newPassword: '/password' };

const ABOUT_NEW_PASSWORDS: readonly PlantedFault[] = [
  { fault: 'new password that others survive', rule: 'password-ends-others', told: ON_PAGE },
  { fault: 'new password of seven characters', rule: 'password-length', told: ON_PAGE },
  { fault: 'new password that everybody has', rule: 'password-common', told: ON_PAGE },
];

/** Those of the audit alone. */
export const AUDIT_FAULTS: readonly PlantedFault[] = [
  ...ABOUT_HEADERS,
  ...ABOUT_LIFETIMES,
  ...ABOUT_FAILURES,
  ...ABOUT_OTHER_SITES,
  ...ABOUT_PASSWORDS,
  ...ABOUT_NEW_PASSWORDS,
];

/** A fault of a site that create makes, in JavaScript: a few of its lines, and what stands in their place. */
export interface SiteFault {
  fault: string;
  rule: RuleId;
  file: string;
  lines: string;
  instead: string;
}

const NEW_PASSWORD = 'src/accounts/passwords/new-password.js';

/** Those of the sites that create makes. */
export const SITE_FAULTS: readonly SiteFault[] = [
  {
    fault: 'new passwords of any length',
    rule: 'password-length',
    file: NEW_PASSWORD,
    lines: 'MIN_CHARACTERS = 8',
    instead: 'MIN_CHARACTERS = 1',
  },
  {
    fault: 'new passwords that everybody has',
    rule: 'password-common',
    file: NEW_PASSWORD,
    lines: 'if (COMMON_PASSWORDS.has(text))',
    instead: 'if (text === "")',
  },
];

/** Those that `simulate` finds too. */
export const SESSION_FAULTS: readonly PlantedFault[] = PLANTED.map(
  ({ fault, rule, says, options }) => ({
    fault,
    rule,
    ...(says && { says }),
    ...(options?.instances && { told: { instances: options.instances } }),
    ...(options?.login && { told: { login: options.login } }),
  }),
);

export const SOUND_APPS: readonly SoundApp[] = [
  { name: 'plain', about: 'the base app as it is' },
  { name: 'passport', about: 'Passport with its local strategy' },
  { name: 'tokens', about: 'a token of the session in each form, written by hand' },
  { name: 'double submit', about: 'csrf-csrf: a token in a cookie and in each form' },
  {
    name: 'json',
    about: 'a page whose script signs in with JSON; strangers get a 401',
    told: { ...BY_JSON, logout: 'POST /logout' },
  },
  { name: 'new password', about: 'a page for a new password', told: ON_PAGE },
  {
    name: 'new password by JSON',
    about: 'a request for a new password, as a script sends it',
    told: { newPassword: 'POST /api/password {"old":"$password","new":"$new"}' },
  },
  {
    name: 'new password, others if asked',
    about: 'a page for a new password that offers to log out other devices',
    told: ON_PAGE,
  },
  {
    name: 'new password, never an old one',
    about:
      'a page for a new password that takes none a second time, so that it cannot be changed back',
    told: ON_PAGE,
  },
  {
    name: 'new password, by mail',
    about: 'a page for a new password that counts only after a link in a mail',
    told: ON_PAGE,
  },
  { name: 'behind a proxy', about: 'HTTPS ends at a proxy, the cookie is Secure' },
  { name: 'redis', about: 'connect-redis', needs: 'redis', isInside: true },
  { name: 'files', about: 'a store of files, written at once', isInside: true },
  { name: 'rolling', about: 'a cookie of half an hour that each answer renews' },
  { name: 'custom cookie name', about: 'a name of its own, SameSite=Strict, a day' },
  { name: 'user-only log-out', about: 'log-out takes the user out, the cart stays' },
  { name: 'knows who is in', about: 'the sign-in page leads away who is signed in' },
  {
    name: 'nobody signs in twice',
    about:
      'strangers have no session, and whoever is signed in is led away before the password counts',
  },
  { name: 'hides its pages', about: 'strangers get a 404 instead of the sign-in' },
  {
    name: 'a lifetime of the store’s own',
    about: 'the store ends sessions by its own clock',
    isInside: true,
  },
  { name: 'sessions that timers end', about: 'the store ends sessions by timers', isInside: true },
  { name: 'a rolling cookie', about: 'each answer sends the cookie again' },
  {
    name: 'its own look at the clock',
    about: 'it took Date.now aside before anybody moved it',
    isInside: true,
  },
  {
    name: 'a clock of its own',
    about: 'it replaces Date, and is half a second ahead',
    isInside: true,
  },
  {
    name: 'ids that begin with a hash of the browser',
    about: 'half of each id is the same for one browser, the other half is random',
    isInside: true,
  },
  {
    name: 'ids that are renewed at each request',
    about: 'who is signed in gets another id each time',
    losesTabs: true,
  },
  { name: 'ids made by uuid', about: 'random UUIDs as ids', isInside: true },
  {
    name: 'an access log, and the outcome of each sign-in',
    about: 'prints each request, with the name of who signs in',
    isInside: true,
  },
  { name: 'a log of hashed ids', about: 'prints a hash of the session’s id', isInside: true },
  {
    name: 'an error page with status 200',
    about: 'a failure is a page like any other',
    isInside: true,
  },
  {
    name: 'knows its people while the store fails',
    about: 'who was signed in a moment ago stays so while the store is down',
    isInside: true,
  },
  { name: 'gives up on a store that hangs', about: 'a 503 after 400 ms', isInside: true },
  { name: 'something for each stranger', about: 'counts the visits of strangers' },
  { name: 'a script that logs out', about: 'the page’s menu is made by a script' },
  {
    name: 'remembered by another cookie',
    about: 'a second cookie signs in again for a month; log-out takes it back',
  },
  { name: 'tokens in the session', about: 'as csurf and csrf-sync do, without SameSite' },
  { name: 'tokens in a cookie', about: 'as csrf-csrf does, signed, without SameSite' },
  {
    name: 'tokens that change with each page',
    about: 'a signed token in a cookie, another one with each page, without SameSite',
  },
  { name: 'SameSite strict', about: 'nothing but SameSite=Strict, at the sign-in too' },
  { name: 'Sec-Fetch-Site alone', about: 'goes by Sec-Fetch-Site, without SameSite' },
  { name: 'Origin alone', about: 'goes by Origin, without SameSite' },
  {
    name: 'JSON alone',
    about: 'takes nothing but JSON, without SameSite',
    told: { ...BY_JSON, logout: 'POST /logout {}' },
  },
  {
    name: 'log-out by a link that asks others',
    about: 'GET /logout ends the session only for pages of its own',
  },
  {
    name: 'five sign-ins for an address',
    about: 'as express-rate-limit does: the sixth is a 429, whatever its password',
  },
  { name: 'CORS for its own hosts', about: 'lets its own other hosts read, with cookies' },
  { name: 'CORS for everybody, without cookies', about: 'anybody reads what strangers see' },
  { name: 'captcha after three', about: 'asks for a captcha after three wrong passwords' },
  { name: '__Host- behind a proxy', about: 'HTTPS ends at a proxy, a cookie named __Host-' },
  { name: 'tries that are counted down', about: 'says how many tries are left' },
  { name: 'nest', about: 'an app in Nest', file: 'nest.cjs' },
  { name: 'leads back to the form', about: 'each sign-in leads to the form, which says who is in' },
  { name: 'tells strangers so with status 200', about: 'a page of 200 says “please sign in”' },
  { name: 'a token in place of a session', about: 'a cookie of its own says who is signed in' },
  { name: 'a token beside a session', about: 'the session counts visits, and holds nobody' },
  {
    name: 'asks once more at the log-out',
    about: 'its link leads to a page with a button',
    told: { logout: 'GET /logout' },
  },
  { name: 'tokens that count once', about: 'a token of the session that counts for one form' },
  {
    name: 'a language in each address',
    about: 'each page is led to where its language is in its address',
  },
  {
    name: 'a form that only its script sends',
    about: 'without its script, a browser would send the password in the address',
    isInside: true,
  },
  {
    name: 'a store in the memory of one process',
    about: 'a store of its own, on a Map',
    isInside: true,
  },
  {
    name: 'a port that nobody can choose',
    about: 'it listens on one port, whatever PORT says',
    isInside: true,
  },
];
