import type { Pace, RunEvent } from '../events/run.ts';
import { goingOn } from '../flows/built-in/going-on.ts';
import { DEFAULT_USER, type Flow } from '../flows/flow.ts';
import { flowOf } from '../flows/named.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { type AppOptions, siteOf } from '../site/chosen.ts';
import { openOptions } from '../site/open.ts';
import { makeScratch } from '../site/scratch.ts';
import { isOurs } from '../site/site.ts';
import { withWay } from '../way-in/site-way.ts';
import { asksForWay, chosenFlows } from './chosen-flows.ts';
import { checkInstances, checkThatItCanRun, runFlows } from './run.ts';

/** What to simulate, and how. Every option has a default. */
export interface SimulateOptions extends AppOptions, NamedWay {
  /** Names of built-in flows, `all`, or flows of your own. Default: `login-next`. */
  flows?: ReadonlyArray<string | Flow>;
  /** When the next step begins. Default: `patient` on sites that `create` made, `both` on all others. */
  pace?: Pace | 'both';
  /** The user name. Default: `alice`, without a password. */
  user?: string;
  password?: string;
  /** Show session ids, cookies and passwords. Default: false. */
  reveal?: boolean;
  /**
   * Explain each step, and add a summary. On sites that `create` made, `login-next` then has more steps: a sign-in that
   * is told to redirect to another site, and a restart. Default: false.
   */
  explain?: boolean;
}

/**
 * Runs flows on a site, and yields what happens: one `start`, a `step` for each request, one `end`. A failed check is
 * part of a step, and no error.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* simulate(options: SimulateOptions = {}): AsyncGenerator<RunEvent, void> {
  const { user = DEFAULT_USER, password = '', instances } = options;
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
