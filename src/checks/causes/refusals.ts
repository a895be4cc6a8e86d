import type { CookieChange, SentCookie } from '../../events/run.ts';
import type { RuleId } from '../../rules/rules.ts';

/** Which rule a browser's reason for refusing a cookie speaks of, by the words of the cookie jar; none where that is as it should be. */
const REASONS: ReadonlyArray<[why: RegExp, rule: RuleId | undefined]> = [
  [/what other sites ask for/, undefined],
  [/SameSite=None/, 'cookie-same-site'],
  [/longer than/, 'cookie-size'],
  [/is Secure/, 'cookie-secure'],
  [/begins with __/, 'cookie-secure'],
  [/./, 'cookie-scope'],
];

/** @param isSecure whether the answer came over HTTPS, to the app or to a proxy */
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
