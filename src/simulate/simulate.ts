import type { Pace, RunEvent } from '../events/run.ts';
import { goingOn } from '../flows/built-in/going-on.ts';
import type { Flow } from '../flows/flow.ts';
import { flowOf } from '../flows/named.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { type AppOptions, siteOf } from '../site/chosen.ts';
import { openOptions } from '../site/open.ts';
import { makeScratch } from '../site/scratch.ts';
import { isOurs } from '../site/site.ts';
import { withWay } from '../way-in/site-way.ts';
import { asksForWay, chosenFlows } from './chosen-flows.ts';
import { checkInstances, checkThatItCanRun, runFlows } from './run.ts';

/** What to simulate, and how. All of it has a default. */
export interface SimulateOptions extends AppOptions, NamedWay {
  /** Names of built-in flows, `all`, or flows of your own. Default: `login-next`. */
  flows?: ReadonlyArray<string | Flow>;
  /** When visitors go on. Default: `patient` on sites that create made, `both` on all others. */
  pace?: Pace | 'both';
  /** Who signs in. Default: `alice`, without a password. */
  user?: string;
  password?: string;
  /** Show session ids, cookies and passwords. Default: false. */
  reveal?: boolean;
  /**
   * Say of each step what happens there, and of the run what was seen. On sites that create made, `login-next` goes on a
   * little then: a sign-in that is told to lead elsewhere, and a restart. Default: false.
   */
  explain?: boolean;
}

/**
 * Drives a visitor through a site, and yields what happens while it does: one `start`, a `step` for each request,
 * one `end`. A check that fails is part of a step; it throws nothing.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* simulate(options: SimulateOptions = {}): AsyncGenerator<RunEvent, void> {
  const { user = 'alice', password = '', instances } = options;
  const scratch = makeScratch();
  try {
    const { flows: names = [] } = options;
    const open = openOptions(options, scratch.path);
    const chosen = siteOf(options, scratch.path);
    for (const name of names) if (name !== 'all') checkThatItCanRun(flowOf(name), chosen);
    const site = await withWay(chosen, options, asksForWay(names), open);
    const chosenOnes = chosenFlows(names, site, password !== '');
    checkInstances(instances, chosenOnes.flows);
    const events = runFlows({
      ...open,
      ...chosenOnes,
      ...(options.explain && { flows: chosenOnes.flows.map((flow) => goingOn(flow, site)) }),
      site,
      pace: pacesOf(options.pace ?? (isOurs(site) ? 'patient' : 'both')),
      credentials: { user, password },
      instances,
      reveal: options.reveal ?? false,
    });
    if (!options.explain) return yield* events;
    const { explained } = await import('../explain/explain.ts');
    yield* explained(events);
  } finally {
    scratch.remove();
  }
}

function pacesOf(pace: Pace | 'both'): Pace[] {
  return pace === 'both' ? ['patient', 'quick'] : [pace];
}
