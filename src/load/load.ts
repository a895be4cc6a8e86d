import type { LoadEvent } from '../events/load.ts';
import type { Flow } from '../flows/flow.ts';
import { flowOf } from '../flows/named.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { asksForWay, forSite } from '../simulate/chosen-flows.ts';
import { type AppOptions, siteOf } from '../site/chosen.ts';
import { openOptions } from '../site/open.ts';
import { makeScratch } from '../site/scratch.ts';
import { withWay } from '../way-in/site-way.ts';

/** What to load, and how much. All of it has a default. */
export interface LoadOptions extends AppOptions, NamedWay {
  /** The name of a built-in flow, or a flow of your own. Default: a sign-in, a page twice, and a log-out. */
  flow?: string | Flow;
  /** How many visitors there are. Default: 50. */
  users?: number;
  /** How many of them are under way at the same time. Default: 10. */
  concurrency?: number;
  /** For how long they begin anew, in milliseconds. Default: each goes through the flow once. */
  duration?: number;
  /** As whom everybody signs in. Default: each under a name of their own, `user-1` and so on, without a password. */
  user?: string;
  password?: string;
  /** The host that may be loaded though it is not this machine. */
  ownHost?: string;
}

/**
 * Sends many visitors through a site at the same time, checks every response, and yields how it goes: one `start`,
 * a `progress` about every second, one `end` with the result. What does not hold is part of it; it throws nothing.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* load(options: LoadOptions = {}): AsyncGenerator<LoadEvent, void> {
  const { runLoad } = await import('./run.ts');
  const { LOAD_FLOW } = await import('./flow.ts');
  const { flow: chosen = LOAD_FLOW, duration, user, password = '', ownHost } = options;
  const scratch = makeScratch();
  try {
    const flow = flowOf(chosen);
    const open = openOptions(options, scratch.path);
    const found = siteOf(options, scratch.path);
    const site = await withWay(found, options, asksForWay([flow]), open);
    yield* runLoad({
      ...open,
      site,
      flow: forSite(flow, site),
      users: options.users ?? 50,
      concurrency: options.concurrency ?? 10,
      duration,
      credentials: user === undefined ? undefined : { user, password },
      instances: options.instances ?? flow.instances ?? 1,
      ownHost,
    });
  } finally {
    scratch.remove();
  }
}
