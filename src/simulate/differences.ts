import type { Difference, StepEvent } from '../events/run.ts';

/** Where the same steps came out otherwise when the visitor did not wait for the end of each response. */
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

/** Whether two steps come out alike, but for the app's address and what is new in a query each time. */
function sameBut(step: StepEvent, other: StepEvent): boolean {
  const essence = (one: StepEvent) =>
    outcomeOf(one, (to) => to.replace(/^https?:\/\/[^/]+|[?#].*$/g, ''));
  return essence(step) === essence(other);
}

/** What a visitor would notice: the status and where it leads, and whether what must hold held. */
function outcomeOf({ response, error, checks }: StepEvent, place = (to: string) => to): string {
  const answer = response
    ? [response.status, response.location && `to ${place(response.location.to)}`]
        .filter(Boolean)
        .join(' ')
    : (error ?? 'no answer');
  return checks.some(({ passed }) => !passed) ? `${answer}, a check failed` : answer;
}
