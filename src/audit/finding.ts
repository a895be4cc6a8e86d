import type { FindingEvent } from '../events/audit.ts';
import type { StepEvent } from '../events/run.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import type { Judgement } from './trial.ts';

/** A judgement on a rule, as the public JSON shows it. */
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

/** The fix of the failed check itself, which may be better than the rule's. */
function fixIn(id: RuleId, steps: readonly StepEvent[]): string | undefined {
  return steps.at(-1)?.checks.find(({ passed, rule, fix }) => !passed && rule === id && fix)?.fix;
}

/** The lowest level of ASVS from which a part of a rule applies; null if the standard has no such requirement. */
export function levelOf(id: RuleId): FindingEvent['level'] {
  const levels = ruleOf(id).asvs.map(({ level }) => level);
  return levels.sort()[0] ?? null;
}

/** The finding, with whether the rule was broken before, if a baseline says that. */
export function marked(finding: FindingEvent, known: readonly string[] | undefined): FindingEvent {
  if (known === undefined || finding.verdict !== 'broken') return finding;
  return { ...finding, known: known.includes(finding.rule) };
}
