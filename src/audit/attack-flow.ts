import type { FindingEvent } from '../events/audit.ts';
import type { Expectation, Flow, FlowStep, Visit } from '../flows/flow.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';

/**
 * Makes a flow of an attack that worked: it fails if the rule is broken, and passes if it is kept, because it checks
 * only what the rule expects. The account and the paths stay names, which are filled in when it runs. Undefined if
 * nothing is broken, or no flow shows it: no check failed.
 *
 * @param flow the flow of the attempt, as it was written
 */
export function attackFlow(
  { rule, title, verdict, evidence }: FindingEvent,
  flow: Flow | undefined,
): Flow | undefined {
  if (!flow || verdict !== 'broken') return undefined;
  const last = evidence.steps.at(-1);
  const compared = BY_COMPARISON[rule] ?? [];
  // Of most answers that were compared with each other, no expectation of a flow can tell.
  if (compared.length === 0 && !last?.checks.some(({ passed }) => !passed)) return undefined;
  const failedAt = last?.title;
  // What must hold at every step needs no expectation; others may fail there for another reason once it holds.
  const isStanding = last?.checks.some(
    (check) => !check.passed && check.rule === rule && check.cause === ruleOf(rule).why,
  );
  const ofVisit = (visit: Visit): Visit => {
    const { expect = [], ...rest } = visit;
    const kept = expect.flatMap((one) => {
      // Without a rule, only the result of an expectation shows which rule it is about.
      const isOwn =
        one.rule === undefined ? visit.title === failedAt && !isStanding : one.rule === rule;
      return isOwn ? one : meaningOf(one);
    });
    if (kept.length === 0 && visit.title === failedAt) kept.push(...compared);
    return kept.length > 0 ? { ...rest, expect: kept } : rest;
  };
  const ofStep = (step: FlowStep): FlowStep => {
    if ('together' in step) return { together: step.together.map(ofVisit) };
    return 'do' in step ? ofVisit(step) : step;
  };
  return { ...flow, name: rule, about: title, steps: flow.steps.map(ofStep) };
}

/** What is expected of a step that an audit compares with another one. */
const BY_COMPARISON: Partial<Record<RuleId, readonly Expectation[]>> = {
  'protected-page': [{ rule: 'protected-page', letIn: false }],
};

/** The parts of an expectation that say what a step means: if a refusal is expected, it is no failed sign-in. */
function meaningOf({
  only,
  asksToSignIn,
  refusesSignIn,
  signInForm,
  newPasswordForm,
}: Expectation): Expectation[] {
  const meaning = {
    ...(asksToSignIn !== undefined && { asksToSignIn }),
    ...(refusesSignIn && { refusesSignIn }),
    ...(signInForm && { signInForm }),
    ...(newPasswordForm && { newPasswordForm }),
  };
  return Object.keys(meaning).length > 0 ? [{ ...(only && { only }), ...meaning }] : [];
}
