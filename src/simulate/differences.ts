import type { Difference, StepEvent } from '../events/run.ts';

/** Where the same steps came out otherwise when the visitor did not wait for the end of each response. */
export function differencesIn(steps: readonly StepEvent[]): Difference[] {
  const eager = steps.filter(({ follow }) => follow === 'eager');
  const settled = steps.filter(({ follow }) => follow === 'settled');
  return settled.flatMap((step, index) => {
    const other = eager[index];
    if (!other) return [];
    const outcomes = { settled: outcomeOf(step), eager: outcomeOf(other) };
    return outcomes.settled === outcomes.eager
      ? []
      : [{ flow: step.flow, title: step.title, ...outcomes }];
  });
}

/** What a visitor would notice: the status and where it leads, and whether what must hold held. */
function outcomeOf({ response, error, checks }: StepEvent): string {
  const answer = response
    ? [response.status, response.location && `to ${response.location.to}`].filter(Boolean).join(' ')
    : (error ?? 'no answer');
  return checks.some(({ passed }) => !passed) ? `${answer}, a check failed` : answer;
}
