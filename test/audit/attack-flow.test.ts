import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackFlow } from '../../src/audit/attack-flow.ts';
import { audit } from '../../src/audit/audit.ts';
import { choosing, PAGE, WEAK } from '../../src/audit/passwords/new-password-flows.ts';
import type { FindingEvent } from '../../src/events/audit.ts';
import type { Check } from '../../src/events/run.ts';
import { SHOUTED } from '../../src/flows/built-in/rule-flows.ts';
import { type Flow, visitsIn } from '../../src/flows/flow.ts';
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

it('a flow of a new password fails where there is no form for one, and does not pass for that', () => {
  const [, common] = WEAK;
  if (!common) throw new Error('There is no common password.');
  const finding = broken('password-common', '');
  const visits = visitsIn(attackFlow(finding, choosing(common))?.steps ?? []);
  const page = visits.find(({ title }) => title === PAGE);
  expect(page?.expect).toEqual([{ newPasswordForm: true }]);
});

it('a flow of a page that opens under another spelling expects that it does not', async () => {
  const attacks: Flow[] = [];
  const app = {
    directory: resolve('faults'),
    start: 'node app.cjs',
    env: { FAULT: 'closed under one spelling' },
    login: '/login',
    protected: '/about',
    user: 'alice',
    password: 'correct-horse-battery',
    onAttack: (flow: Flow) => attacks.push(flow),
  };
  for await (const _ of audit({ ...app, level: 1 }));
  const attack = attacks.find(({ name }) => name === 'protected-page');
  const visit = visitsIn(attack?.steps ?? []).find(({ title }) => title === SHOUTED);
  expect(visit?.expect).toEqual([{ rule: 'protected-page', letIn: false }]);
});
