import type {
  Check,
  Difference,
  EndEvent,
  Pace,
  RunEvent,
  StartEvent,
  StepEvent,
} from '../events/run.ts';

/** The events of one run, in the form that reports need. */
export interface Run {
  start: StartEvent;
  steps: StepEvent[];
  /** The same steps by flow, in the order in which they were walked. */
  passages: Passage[];
  /** Null if the run was stopped before its end. */
  end: EndEvent | null;
}

/** One flow, at one pace. */
export interface Passage {
  flow: string;
  pace: Pace;
  steps: StepEvent[];
}

/** `unanswered`: no response came, although one should have. */
export type StepVerdict = 'passed' | 'failed' | 'unanswered';

/** `stopped`: it was not completed, so the result is not known. */
export type RunVerdict = 'passed' | 'failed' | 'stopped';

/**
 * Collects the events of one run.
 *
 * @throws Error if the start is missing: these are not the events of a run
 */
export function gatherRun(events: readonly RunEvent[]): Run {
  const start = events.find((event) => event.type === 'start');
  if (!start) throw new Error('A run begins with its start event, and these events have none.');
  const steps = events.filter((event) => event.type === 'step');
  return {
    start,
    steps,
    passages: passagesOf(steps),
    end: events.find((event) => event.type === 'end') ?? null,
  };
}

export function runVerdict({ end }: Run): RunVerdict {
  if (!end) return 'stopped';
  return end.passed ? 'passed' : 'failed';
}

export function stepVerdict({ checks, response }: StepEvent): StepVerdict {
  const failed = checks.some((check) => !check.passed);
  if (!response && (failed || checks.length === 0)) return 'unanswered';
  return failed ? 'failed' : 'passed';
}

export function failedChecks({ checks }: StepEvent): Check[] {
  return checks.filter((check) => !check.passed);
}

export function failedSteps({ steps }: Pick<Run, 'steps'>): StepEvent[] {
  return steps.filter((step) => stepVerdict(step) !== 'passed');
}

/** Where a quick step had another result than the patient one. */
export function differencesAt({ end }: Pick<Run, 'end'>, step: StepEvent): Difference[] {
  if (step.pace !== 'quick') return [];
  return (end?.differences ?? []).filter(
    ({ flow, title }) => flow === step.flow && title === step.title,
  );
}

/** How long the run took, in milliseconds; if it was stopped, up to its last step. */
export function timeOf({ end, steps }: Run): number {
  if (end) return end.took;
  return Math.max(0, ...steps.map(({ at, took }) => at + took));
}

function passagesOf(steps: StepEvent[]): Passage[] {
  const passages = new Map<string, Passage>();
  for (const step of steps) {
    const key = JSON.stringify([step.flow, step.pace]);
    const passage = passages.get(key) ?? { flow: step.flow, pace: step.pace, steps: [] };
    passage.steps.push(step);
    passages.set(key, passage);
  }
  return [...passages.values()];
}
