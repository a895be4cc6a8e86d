import type { Flow, FlowStep } from '../flows/flow.ts';
import { isOurs, type Site } from '../site/site.ts';
import type { Attempt, SeenApp } from './trial.ts';

/** Whether an attempt lets time go by. */
export function waits({ flow }: Attempt): boolean {
  return flow.steps.some((step) => 'wait' in step);
}

/**
 * The same attempt, with the app's clock moved where it would wait. Undefined where that may not come to the same: only
 * a store in the app's own memory is known to go by that clock alone, and that of our sites on files.
 */
export function byClock(
  attempt: Attempt,
  { app, site }: { app: SeenApp | undefined; site: Pick<Site, 'kind' | 'store'> },
): Attempt | undefined {
  const isOnFiles = isOurs(site) && site.store === 'file';
  if (app?.facts.stores !== 1 || !(isOnFiles || app.facts.memories === 1)) return undefined;
  const steps = attempt.flow.steps.map(
    (step): FlowStep => ('wait' in step ? { clock: step.wait } : step),
  );
  const flow: Flow = { ...attempt.flow, steps };
  return { ...attempt, flow };
}
