import type { Difference, StepEvent } from '../events/run.ts';

/** The steps with another result if the visitor did not wait for the end of each response. */
export function differencesIn(steps: readonly StepEvent[]): Difference[] {
  const quick = steps.filter(({ pace }) => pace === 'quick');
  const patient = steps.filter(({ pace }) => pace === 'patient');
  return patient.flatMap((step, index) => {
    const other = quick[index];
    if (!other) return [];
    return sameBut(step, other)
      ? []
      : [
          {
            flow: step.flow,
            title: step.title,
            patient: outcomeOf(step),
            quick: outcomeOf(other),
          },
        ];
  });
}

/** Whether two steps have the same result, apart from the app's address and random parts of a query. */
function sameBut(step: StepEvent, other: StepEvent): boolean {
  const essence = (one: StepEvent) =>
    outcomeOf(one, (to) => to.replace(/^https?:\/\/[^/]+|[?#].*$/g, ''));
  return essence(step) === essence(other);
}

/** What a visitor would notice: the status, the redirect, and whether the checks passed. */
function outcomeOf({ response, error, checks }: StepEvent, place = (to: string) => to): string {
  const answer = response
    ? [response.status, response.location && `to ${place(response.location.to)}`]
        .filter(Boolean)
        .join(' ')
    : (error ?? 'no answer');
  return checks.some(({ passed }) => !passed) ? `${answer}, a check failed` : answer;
}
