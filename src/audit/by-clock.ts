import type { Flow, FlowStep } from '../flows/flow.ts';
import { isOurs, type Site } from '../site/site.ts';
import type { Attempt, SeenApp } from './trial.ts';

/** Whether an attempt waits. */
export function waits({ flow }: Attempt): boolean {
  return flow.steps.some((step) => 'wait' in step);
}

/**
 * The same attempt, but it moves the app's clock instead of waiting. Undefined if that might have another result: only
 * a store in the app's memory, and the file store of our sites, are known to use that clock alone.
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
