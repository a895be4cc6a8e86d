import { describe, expect, it } from 'vitest';
import { attackFlow } from '../../src/audit/attack-flow.ts';
import type { FindingEvent } from '../../src/events/audit.ts';
import type { Check } from '../../src/events/run.ts';
import type { Flow } from '../../src/flows/flow.ts';
import { ruleOf } from '../../src/rules/rules.ts';
import { SAMPLE_AUDITS } from '../support/audits.ts';
import { aStep } from '../support/runs.ts';

const FLOW: Flow = {
  name: 'walk',
  about: 'a sign-in',
  steps: [
    {
      title: 'the sign-in',
      do: { signIn: { user: '$user', password: '$password' } },
      expect: [{ session: 'fresh' }],
    },
  ],
};

/** A broken rule that the sign-in shows. */
function broken(rule: FindingEvent['rule'], cause: string): FindingEvent {
  const [sample] = SAMPLE_AUDITS['all verdicts'] ?? [];
  if (sample?.type !== 'finding') throw new Error('The sample begins with no finding.');
  const check: Check = { what: 'it', passed: false, expected: 'one', got: 'none', rule, cause };
  const steps = [{ ...aStep({ title: 'the sign-in' }), checks: [check] }];
  return { ...sample, rule, verdict: 'broken', evidence: { said: ['It was seen.'], steps } };
}

function expectationsOf(finding: FindingEvent) {
  const [step] = attackFlow(finding, FLOW)?.steps ?? [];
  return step && 'expect' in step ? step.expect : undefined;
}

describe('the flow of an attack', () => {
  it('keeps what failed', () => {
    expect(expectationsOf(broken('session-saved', 'nothing of it is there'))).toEqual([
      { session: 'fresh' },
    ]);
  });

  it('is none where no check failed, so that it would pass', () => {
    const finding = broken('names-not-told', '');
    const [step] = finding.evidence.steps;
    if (step) step.checks = [];
    expect(attackFlow(finding, FLOW)).toBeUndefined();
  });

  it('expects nothing where the rule is one for every step: the answer may be a 500 once it holds', () => {
    const { why } = ruleOf('store-failure-told');
    expect(expectationsOf(broken('store-failure-told', why))).toBeUndefined();
  });
});
