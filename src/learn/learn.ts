import { TRIALS } from '../audit/trials/trials.ts';
import type { LessonEvent, TriedApp } from '../events/learn.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { FAULT_OF } from './faults.ts';
import { sameAttempt, type TriedRule, tryRule } from './try-rule.ts';

/**
 * Explains a rule, and tries it on an app that breaks it, and on the same app without that fault.
 *
 * @param onProgress is called with the name of the app that is tried next
 * @throws Failure `app-failed` or `interrupted`
 */
export async function learn(
  rule: RuleId,
  signal: AbortSignal,
  onProgress: (about: string) => void = () => {},
): Promise<LessonEvent> {
  const { means, why, fix } = ruleOf(rule);
  const trial = TRIALS.find((one) => one.rule === rule);
  if (!trial) throw new Error(`Nobody knows how ${rule} is tried`);
  const { tried } = trial;
  const lesson = (apps: LessonEvent['apps']): LessonEvent => ({
    v: EVENT_VERSION,
    type: 'lesson',
    rule,
    means,
    why,
    fix,
    tried,
    apps,
  });
  const planted = FAULT_OF[rule];
  if (!planted) return lesson(null);
  onProgress('the app with the fault');
  const withFault = await tryRule(trial, planted, true, signal);
  onProgress('the same app without it');
  const without = await tryRule(trial, planted, false, signal);
  return lesson({ fault: planted.fault, ...beside(withFault, without) });
}

/** The results of both apps, with the steps of the attempt that shows the fault. */
function beside(
  withFault: TriedRule,
  without: TriedRule,
): { withFault: TriedApp; without: TriedApp } {
  const { judgement } = withFault;
  const shown = judgement.steps ?? judgement.by?.steps ?? [];
  const other = sameAttempt(without.tried, judgement.by)?.steps ?? [];
  return {
    withFault: { verdict: judgement.verdict, said: judgement.said, steps: [...shown] },
    without: {
      verdict: without.judgement.verdict,
      said: without.judgement.said,
      steps: other.slice(0, shown.length),
    },
  };
}
