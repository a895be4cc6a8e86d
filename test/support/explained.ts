import type { Explanation, RunEvent } from '../../src/events/run.ts';
import { explainedRun } from '../../src/explain/explain.ts';
import { stepsOf } from './run.ts';

/** What is said of a run, step by step, in order. */
export function explanationsOf(events: readonly RunEvent[]): Explanation[] {
  return stepsOf(explainedRun(events)).flatMap(({ explanations = [] }) => explanations);
}

/** The summary of a run, by subject. */
export function summaryOf(events: readonly RunEvent[]): Record<string, string> {
  const end = explainedRun(events).find((event) => event.type === 'end');
  return Object.fromEntries((end?.summary ?? []).map(({ about, says }) => [about, says]));
}
