import type { Store } from '../create/options.ts';
import type { ComparisonEvent, StoreRun } from '../events/compare.ts';
import type { RunEvent } from '../events/run.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { Failure } from '../failure.ts';
import type { Flow } from '../flows/flow.ts';
import { type SimulateOptions, simulate } from '../simulate/simulate.ts';
import { type ComparedRun, explainedOtherwise, stepDifferences } from './differences.ts';

/** The options of a comparison. It always uses the built-in site, as it chooses the stores. */
export interface CompareOptions extends Omit<SimulateOptions, 'store' | 'flows' | 'explain'> {
  stores: readonly Store[];
  /** The flow that runs on each store. Default: `login-next`. */
  flow?: string | Flow;
}

/**
 * Runs one flow on each store, one after the other, and yields the events of each run, with explanations; then the
 * differences. A store that cannot be reached is skipped, and the comparison gives the reason.
 *
 * @throws Failure `usage`, `app-failed` or `interrupted`
 */
export async function* compare(
  options: CompareOptions,
): AsyncGenerator<RunEvent | ComparisonEvent, void> {
  const { stores, flow = 'login-next', ...rest } = options;
  const runs: ComparedRun[] = [];
  const told: StoreRun[] = [];
  for (const store of stores) {
    const events: RunEvent[] = [];
    const flows = [flow];
    try {
      for await (const event of simulate({
        pace: 'patient',
        ...rest,
        store,
        flows,
        explain: true,
      })) {
        events.push(event);
        yield event;
      }
    } catch (error) {
      if (!isNotThere(error) || events.length > 0) throw error;
      told.push({ store, why: [...error.lines] });
      continue;
    }
    runs.push({ store, events });
    told.push(storeRun(store, events));
  }
  const differences = stepDifferences(runs);
  const steps = Math.max(0, ...runs.map(({ events }) => stepsIn(events)));
  yield {
    v: EVENT_VERSION,
    type: 'comparison',
    flow: typeof flow === 'string' ? flow : flow.name,
    stores: told,
    explanations: explainedOtherwise(runs),
    differences,
    same: steps - differences.reduce((sum, one) => sum + one.steps.length, 0),
    passed: told.every((run) => 'why' in run || run.passed),
  };
}

function isNotThere(error: unknown): error is Failure {
  return error instanceof Failure && error.code === 'store-unreadable';
}

function stepsIn(events: readonly RunEvent[]): number {
  return events.filter(({ type }) => type === 'step').length;
}

function storeRun(store: string, events: readonly RunEvent[]): StoreRun {
  const end = events.find((event) => event.type === 'end');
  if (!end) throw new Error(`The run on ${store} has no end`);
  return { store, passed: end.passed, steps: end.steps, checks: end.checks };
}
