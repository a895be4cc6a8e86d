import type { FindingEvent } from '../events/audit.ts';
import { EVENT_VERSION } from '../events/run.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import type { Judgement } from './trial.ts';

/** A judgement on a rule, as it is told. */
export function findingOf(id: RuleId, { verdict, said, by, steps = [] }: Judgement): FindingEvent {
  const { means, fix, asvs, cwe } = ruleOf(id);
  return {
    v: EVENT_VERSION,
    type: 'finding',
    rule: id,
    verdict,
    level: levelOf(id),
    asvs: asvs.map(({ number }) => number),
    cwe: [...cwe],
    title: means,
    evidence: { said, ...(by && { flow: by.flow.name }), steps: [...steps] },
    fix: verdict === 'broken' ? fix : null,
  };
}

/** The lowest level of ASVS from which a part of a rule counts; null where the standard has nothing of the kind. */
export function levelOf(id: RuleId): FindingEvent['level'] {
  const levels = ruleOf(id).asvs.map(({ level }) => level);
  return levels.sort()[0] ?? null;
}
