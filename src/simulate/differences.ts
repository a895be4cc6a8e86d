import type { Difference, StepEvent } from '../events/run.ts';

/** Where the same steps came out otherwise when the visitor did not wait for the end of each response. */
export function differencesIn(steps: readonly StepEvent[]): Difference[] {
  const quick = steps.filter(({ pace }) => pace === 'quick');
  const patient = steps.filter(({ pace }) => pace === 'patient');
  return patient.flatMap((step, index) => {
    const other = quick[index];
    if (!other) return [];
    const outcomes = { patient: outcomeOf(step), quick: outcomeOf(other) };
    return outcomes.patient === outcomes.quick
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
