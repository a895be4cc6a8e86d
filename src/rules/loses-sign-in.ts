import type { RuleId } from './rules.ts';

/** If one of these is broken, the visitor is no longer signed in, and later checks mean nothing. */
export const LOSES_SIGN_IN: ReadonlySet<RuleId> = new Set([
  'sign-in-refused',
  'session-present',
  'session-saved',
  'saved-before-answer',
  'one-session-middleware',
  'trust-proxy',
  'cookie-scope',
  'cookie-secure',
  'cookie-same-site',
  'cookie-size',
  'cookie-name-own',
  'secret-stable',
  'memory-not-shared',
  'lifetime-fits',
  'store-failure-told',
] satisfies RuleId[]);
