import type { FindingEvent } from '../events/audit.ts';
import type { StepEvent } from '../events/run.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
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
    fix: verdict === 'broken' ? (fixIn(id, steps) ?? fix) : null,
  };
}

/** What is said of the very check that failed; it may know better than the rule. */
function fixIn(id: RuleId, steps: readonly StepEvent[]): string | undefined {
  return steps.at(-1)?.checks.find(({ passed, rule, fix }) => !passed && rule === id && fix)?.fix;
}

/** The lowest level of ASVS from which a part of a rule counts; null where the standard has nothing of the kind. */
export function levelOf(id: RuleId): FindingEvent['level'] {
  const levels = ruleOf(id).asvs.map(({ level }) => level);
  return levels.sort()[0] ?? null;
}

/** With a word on whether it was broken before, where somebody says which rules were. */
export function marked(finding: FindingEvent, known: readonly string[] | undefined): FindingEvent {
  if (known === undefined || finding.verdict !== 'broken') return finding;
  return { ...finding, known: known.includes(finding.rule) };
}
