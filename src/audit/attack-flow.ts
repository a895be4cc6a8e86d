import type { FindingEvent } from '../events/audit.ts';
import type { Expectation, Flow, FlowStep, Visit } from '../flows/flow.ts';

/**
 * An attack that worked as a flow of its own, which fails where the rule is broken and passes where it is kept: with what
 * the rule expects, and nothing else. Who signs in and where stay names, to be filled in when it is run. Undefined where
 * nothing is broken, or no flow shows it.
 *
 * @param flow the one that shows the finding, as it was written
 */
export function attackFlow(
  { rule, title, verdict, evidence }: FindingEvent,
  flow: Flow | undefined,
): Flow | undefined {
  if (!flow || verdict !== 'broken') return undefined;
  const failedAt = evidence.steps.at(-1)?.title;
  const ofVisit = (visit: Visit): Visit => {
    const { expect = [], ...rest } = visit;
    const kept = expect.flatMap((one) => {
      // Which rule an expectation without one speaks of is only known by what came of it.
      const isOwn = one.rule === undefined ? visit.title === failedAt : one.rule === rule;
      return isOwn ? one : meaningOf(one);
    });
    return kept.length > 0 ? { ...rest, expect: kept } : rest;
  };
  const ofStep = (step: FlowStep): FlowStep => {
    if ('together' in step) return { together: step.together.map(ofVisit) };
    return 'do' in step ? ofVisit(step) : step;
  };
  return { ...flow, name: rule, about: title, steps: flow.steps.map(ofStep) };
}

/** What of an expectation tells how a step is meant: who sees that somebody is to be refused takes it for no failure. */
function meaningOf({ only, asksToSignIn, refusesSignIn, signInForm }: Expectation): Expectation[] {
  const meaning = {
    ...(asksToSignIn !== undefined && { asksToSignIn }),
    ...(refusesSignIn && { refusesSignIn }),
    ...(signInForm && { signInForm }),
  };
  return Object.keys(meaning).length > 0 ? [{ ...(only && { only }), ...meaning }] : [];
}
