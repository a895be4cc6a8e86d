import { ruleOf } from '../../rules/rules.ts';
import type { Broken, CheckResult } from '../check-result.ts';
import { isLetIn, type Observed } from '../observed.ts';
import { LOOK } from './cause.ts';
import { GENERAL_CAUSES } from './general.ts';
import { LET_IN_CAUSES } from './let-in.ts';
import { SIGN_IN_CAUSES } from './sign-in.ts';
import { SIGNED_OUT_CAUSES } from './signed-out.ts';

/** From the most specific to the most general: the first one that fits is used. */
const CAUSES = [...GENERAL_CAUSES, ...SIGN_IN_CAUSES, ...LET_IN_CAUSES, ...SIGNED_OUT_CAUSES];

/** The most likely cause of a failed check, and the rule that is broken. */
export function brokenBy({ of }: Pick<CheckResult, 'of'>, seen: Observed): Broken | undefined {
  // A visitor who is not let in should have been.
  const what = of === 'asksToSignIn' && !isLetIn(seen) ? 'status' : of;
  const found = CAUSES.find((cause) => (!cause.of || cause.of.includes(what)) && cause.when(seen));
  if (!found) return undefined;
  const rule = typeof found.rule === 'function' ? found.rule(seen) : found.rule;
  const fix = found.fix ?? (rule && ruleOf(rule).fix) ?? LOOK;
  const cause = typeof found.cause === 'function' ? found.cause(seen) : found.cause;
  return { ...(rule && { rule }), cause, fix };
}
