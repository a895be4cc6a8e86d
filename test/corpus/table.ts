import type { AuditOptions } from '../../src/audit/audit.ts';
import type { RuleId } from '../../src/rules/rules.ts';
import { PLANTED } from '../faults/table.ts';

/** A planted fault, and the rule that it breaks. */
export interface PlantedFault {
  fault: string;
  rule: RuleId;
  options?: Pick<AuditOptions, 'instances' | 'login' | 'logout'>;
}

const ABOUT_HEADERS: readonly PlantedFault[] = [
  { fault: 'no Content-Security-Policy', rule: 'csp' },
  { fault: 'no nosniff', rule: 'nosniff' },
  { fault: 'no Referrer-Policy', rule: 'referrer-policy' },
  { fault: 'shown in frames', rule: 'framing' },
  { fault: 'no word on HTTPS', rule: 'hsts' },
  { fault: 'kept by browsers', rule: 'no-store' },
];

/** A page's script signs in. */
const BY_JSON: PlantedFault['options'] = {
  login: { method: 'POST', path: '/login', json: { username: '$user', password: '$password' } },
};

const ABOUT_OTHER_SITES: readonly PlantedFault[] = [
  { fault: 'signed in by other sites', rule: 'cross-site-change' },
  { fault: 'signed out by other sites', rule: 'cross-site-change' },
  { fault: 'JSON sign-in that takes a form', rule: 'cross-site-change', options: BY_JSON },
  { fault: 'JSON sign-in that takes plain text', rule: 'cross-site-change', options: BY_JSON },
  { fault: 'token of anybody', rule: 'cross-site-change' },
  { fault: 'log-out by a link', rule: 'logout-by-link' },
  { fault: 'any origin reads', rule: 'cors' },
  { fault: 'no origin reads', rule: 'cors' },
  { fault: 'next with a tab', rule: 'next-stays-on-site' },
  { fault: 'next that is decoded once more', rule: 'next-stays-on-site' },
  { fault: 'next without slashes', rule: 'next-stays-on-site' },
  { fault: 'next behind the own address', rule: 'next-stays-on-site' },
  { fault: 'next that comes twice', rule: 'next-stays-on-site' },
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

/** What has to be said of sound apps. */
export const SOUND_OPTIONS: Readonly<Record<string, PlantedFault['options']>> = {
  'JSON alone': { ...BY_JSON, logout: { method: 'POST', path: '/logout', json: {} } },
  json: { ...BY_JSON, logout: { method: 'POST', path: '/logout', json: {} } },
};

const ABOUT_LIFETIMES: readonly PlantedFault[] = [
  { fault: 'a store that keeps sessions for ever', rule: 'idle-limit' },
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
  {
    fault: 'no way out on the page',
    rule: 'logout-shown',
    options: { logout: 'POST /logout' },
  },
];

export const FAULTS: readonly PlantedFault[] = [
  ...ABOUT_HEADERS,
  ...ABOUT_LIFETIMES,
  ...ABOUT_FAILURES,
  ...ABOUT_OTHER_SITES,
  ...ABOUT_PASSWORDS,
  ...PLANTED.map(({ fault, rule, options }) => ({
    fault,
    rule,
    options: options?.instances === undefined ? {} : { instances: options.instances },
  })),
];
