import { ABOUT_COOKIES } from './about-cookies.ts';
import { ABOUT_ENDINGS } from './about-endings.ts';
import { ABOUT_FAILURES } from './about-failures.ts';
import { ABOUT_HEADERS } from './about-headers.ts';
import { ABOUT_LIFETIMES } from './about-lifetimes.ts';
import { ABOUT_OTHER_SITES } from './about-other-sites.ts';
import { ABOUT_PASSWORDS } from './about-passwords.ts';
import { ABOUT_SECRECY } from './about-secrecy.ts';
import { ABOUT_SESSIONS } from './about-sessions.ts';
import { ABOUT_SIGN_IN } from './about-sign-in.ts';
import { ABOUT_STORES } from './about-stores.ts';
import type { Rule } from './rule.ts';

export const RULES = [
  ...ABOUT_SIGN_IN,
  ...ABOUT_SESSIONS,
  ...ABOUT_COOKIES,
  ...ABOUT_HEADERS,
  ...ABOUT_LIFETIMES,
  ...ABOUT_ENDINGS,
  ...ABOUT_FAILURES,
  ...ABOUT_STORES,
  ...ABOUT_OTHER_SITES,
  ...ABOUT_SECRECY,
  ...ABOUT_PASSWORDS,
] as const;

/** The stable id of a rule, as in `checks[].rule`. */
export type RuleId = (typeof RULES)[number]['id'];

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): Rule {
  const rule = BY_ID.get(id);
  if (!rule) throw new Error(`There is no rule ${id}`);
  return rule;
}
