import type { CookieChange, SentCookie } from '../../events/run.ts';
import type { RuleId } from '../../rules/rules.ts';

/** The rule for each reason of the cookie jar to refuse a cookie; undefined if the refusal is right. */
const REASONS: ReadonlyArray<[why: RegExp, rule: RuleId | undefined]> = [
  [/what other sites ask for/, undefined],
  [/SameSite=None/, 'cookie-same-site'],
  [/longer than/, 'cookie-size'],
  [/is Secure/, 'cookie-secure'],
  [/begins with __/, 'cookie-secure'],
  [/./, 'cookie-scope'],
];

/** @param isSecure whether the response came over HTTPS, to the app or to a proxy */
export function ruleOfRefusal({ why = '' }: CookieChange, isSecure: boolean): RuleId | undefined {
  const rule = ruleBy(why);
  return rule === 'cookie-secure' && isSecure ? undefined : rule;
}

export function ruleOfWithholding({ why = '' }: SentCookie): RuleId | undefined {
  return ruleBy(why);
}

function ruleBy(why: string): RuleId | undefined {
  return REASONS.find(([pattern]) => pattern.test(why))?.[1];
}
