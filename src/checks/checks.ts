import type { Check } from '../events/run.ts';
import type { Expectation } from '../flows/flow.ts';
import { own } from '../masking/told.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { meets } from '../site/site.ts';
import { ANSWER_CHECKS } from './answer.ts';
import { brokenBy } from './causes/broken-by.ts';
import type { CheckResult, ChecksOf, Expected } from './check-result.ts';
import { EXPOSURE_CHECKS } from './exposure.ts';
import type { Observed } from './observed.ts';
import { SECURITY_CHECKS } from './security.ts';
import { SESSION_CHECKS } from './session.ts';
import { refusedSignIn } from './sign-in.ts';
import { STANDING_CHECKS } from './standing.ts';
import { STORE_CHECKS } from './store.ts';

const CHECKS: ChecksOf<keyof Expected> = {
  ...ANSWER_CHECKS,
  ...SECURITY_CHECKS,
  ...EXPOSURE_CHECKS,
  ...SESSION_CHECKS,
  ...STORE_CHECKS,
};

const KINDS = Object.keys(CHECKS).filter((kind): kind is keyof Expected => kind in CHECKS);

/**
 * The checks of a step: each expectation whose conditions hold for this site, and each rule that the step breaks. A
 * step without a whole response has one check, which failed; so has a sign-in that was refused.
 *
 * @param hide masks what came from outside
 */
export function checksOf(
  expectations: readonly Expectation[],
  seen: Observed,
  hide: (outside: string) => string,
): Check[] {
  return resultsAndRules(expectations, seen).map((result) => ({
    ...checkOf(result, hide),
    ...(result.passed ? triedBy(result) : (result.broken ?? brokenBy(result, seen))),
  }));
}

/** A result as the public JSON shows it. */
export function checkOf(
  { what, passed, expected, got }: CheckResult,
  hide: (outside: string) => string,
): Check {
  return { what, passed, expected: expected.text(hide), got: got.text(hide) };
}

function triedBy({ rule }: CheckResult): Pick<Check, 'rule'> {
  return rule === undefined ? {} : { rule };
}

function resultsAndRules(expectations: readonly Expectation[], seen: Observed): CheckResult[] {
  const found = resultsOn(expectations, seen);
  if (!seen.response || seen.error !== undefined || !seen.past) return found;
  const refused = refusedSignIn(seen);
  if (refused) return [refused];
  return [...found, ...STANDING_CHECKS.flatMap((check) => check(seen) ?? [])];
}

/** The results of a step's expectations, with nothing masked. */
export function resultsOn(expectations: readonly Expectation[], seen: Observed): CheckResult[] {
  if (!seen.response || seen.error !== undefined) return [noResponse(seen)];
  return expectations.filter(({ only }) => meets(seen.site, only)).flatMap(resultsOf(seen));
}

function noResponse({ response, error }: Observed): CheckResult {
  return {
    of: 'response',
    what: 'the response',
    passed: false,
    expected: own(response ? 'the whole of it' : 'one'),
    got: error ?? own('no answer'),
  };
}

function resultsOf(seen: Observed): (expectation: Expectation) => CheckResult[] {
  const find = <Kind extends keyof Expected>(kind: Kind, value: Expected[Kind] | undefined) =>
    (value === undefined ? undefined : CHECKS[kind](value, seen)) ?? [];
  return (expectation) => {
    const found = KINDS.flatMap((kind) => find(kind, expectation[kind]));
    const { rule } = expectation;
    return rule === undefined ? found : found.map((result) => ofRule(result, rule));
  };
}

function ofRule(result: CheckResult, id: RuleId): CheckResult {
  const { why, fix } = ruleOf(id);
  const broken = { rule: id, cause: why, fix };
  return { ...result, rule: id, ...(!result.passed && { broken }) };
}
