import type { RunEvent, StepEvent } from '../../src/events/run.ts';
import { type SimulateOptions, simulate } from '../../src/simulate/simulate.ts';

/** All events of a run, at one pace unless it says otherwise. */
export async function allOf(options: SimulateOptions): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of simulate({ pace: 'patient', ...options })) events.push(event);
  return events;
}

export function stepsOf(events: readonly RunEvent[]): StepEvent[] {
  return events.filter((event) => event.type === 'step');
}

/** The checks that failed, with what is said of them. */
export function failuresIn(events: readonly RunEvent[]) {
  return stepsOf(events).flatMap(({ title, checks }) =>
    checks
      .filter(({ passed }) => !passed)
      .map(({ what, cause, fix }) => ({ step: title, what, cause, fix })),
  );
}
