import type { Follow, RunEvent } from '../events/run.ts';
import { FLOWS } from '../flows/built-in.ts';
import type { Flow } from '../flows/flow.ts';
import { flowOf } from '../flows/named.ts';
import { ONLY_OURS, RULE_FLOWS } from '../flows/rule-flows.ts';
import { type AppOptions, siteOf, TIMEOUT_MS } from '../site/chosen.ts';
import { makeScratch } from '../site/scratch.ts';
import { isOurs, type Site } from '../site/site.ts';
import { runFlows } from './run.ts';

/** What to simulate, and how. All of it has a default. */
export interface SimulateOptions extends AppOptions {
  /** Names of built-in flows, `all`, or flows of your own. Default: `login-next`. */
  flows?: ReadonlyArray<string | Flow>;
  /** Default: `settled`. */
  follow?: Follow | 'both';
  /** Who signs in. Default: `alice`, without a password. */
  user?: string;
  password?: string;
  /** Show session ids, cookies and passwords. Default: false. */
  reveal?: boolean;
}

/**
 * Drives a visitor through a site, and yields what happens while it does: one `start`, a `step` for each request,
 * one `end`. A check that fails is part of a step; it throws nothing.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* simulate(options: SimulateOptions = {}): AsyncGenerator<RunEvent, void> {
  const { follow = 'settled', user = 'alice', password = '', instances } = options;
  const scratch = makeScratch();
  try {
    const site = siteOf(options, scratch.path);
    const flows = chosenFlows(options.flows ?? [], site);
    yield* runFlows({
      site,
      flows,
      scratch: scratch.path,
      follow: follow === 'both' ? ['settled', 'eager'] : [follow],
      credentials: { user, password },
      instances,
      useOwnStore: options.useOwnStore ?? false,
      reveal: options.reveal ?? false,
      timeout: options.timeout ?? TIMEOUT_MS,
      env: options.env ?? {},
      signal: options.signal ?? new AbortController().signal,
    });
  } finally {
    scratch.remove();
  }
}

/** What a visitor does not do is of use where nobody knows yet how sound an app is: ours are tested for it. */
function chosenFlows(flows: ReadonlyArray<string | Flow>, site: Site): Flow[] {
  if (flows.length === 0) return FLOWS.slice(0, 1);
  const all = isOurs(site)
    ? FLOWS
    : [...FLOWS.filter(({ name }) => !ONLY_OURS.has(name)), ...RULE_FLOWS];
  return flows.flatMap((flow) => (flow === 'all' ? all : flowOf(flow)));
}
