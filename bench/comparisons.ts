import type { Contest } from './benchmark.ts';
import { GOALS, type Goal } from './goals.ts';
import { type Ratio, ratioOf } from './rounds.ts';

/** Two subjects, compared by one of their numbers. */
export interface Comparison {
  ours: string;
  other: string;
  measure: string;
  setting?: string;
  ratio: Ratio;
  goal?: Goal;
}

/** All comparisons of a benchmark, in the order of its contests, pairs and numbers. */
export function comparisonsOf(
  benchmark: string,
  contests: readonly Contest[],
  goals: readonly Goal[] = GOALS,
): Comparison[] {
  return contests.flatMap(({ setting, pairs, results }) =>
    pairs.flatMap(([ours, other]) =>
      Object.keys(results.get(ours)?.[0] ?? {}).flatMap((measure) => {
        const ratio = ratioOf(results, [ours, other], measure);
        if (!ratio) return [];
        const of = { ours, other, measure, ...(setting !== undefined && { setting }) };
        // A goal without a comparison is shown once, however many subjects there are.
        const isFirst = pairs.find(([one]) => one === ours)?.[1] === other;
        const goal = goals.find(
          (one) => one.benchmark === benchmark && isAbout(one, of) && (one.other ?? isFirst),
        );
        return [{ ...of, ratio, ...(goal && { goal }) }];
      }),
    ),
  );
}

/** Whether the goal of a comparison is met, judged by the median. */
export function isMet({ ratio }: Comparison, { other, bound, limit }: Goal): boolean {
  const reached = other === undefined ? ratio.ours : ratio.median;
  return bound === 'at least' ? reached >= limit : reached <= limit;
}

function isAbout(
  goal: Goal,
  { ours, other, measure, setting = '' }: Omit<Comparison, 'ratio' | 'goal'>,
): boolean {
  return (
    goal.ours === ours &&
    (goal.other ?? other) === other &&
    goal.measure === measure &&
    (goal.settings?.includes(setting) ?? true)
  );
}
