import type { RuleId } from './rules.ts';

/** Where one of these is broken, nobody is signed in any more, and what comes after shows nothing. */
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
