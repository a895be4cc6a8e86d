import type { LoadEvent } from '../events/load.ts';
import type { Flow } from '../flows/flow.ts';
import { flowOf } from '../flows/named.ts';
import type { NamedWay } from '../flows/named-way.ts';
import { asksForWay, forSite } from '../simulate/chosen-flows.ts';
import { type AppOptions, siteOf } from '../site/chosen.ts';
import { openOptions } from '../site/open.ts';
import { makeScratch } from '../site/scratch.ts';
import { withWay } from '../way-in/site-way.ts';

/** The options of a load. Each has a default. */
export interface LoadOptions extends AppOptions, NamedWay {
  /** The name of a built-in flow, or a flow of your own. Default: a sign-in, a page twice, and a log-out. */
  flow?: string | Flow;
  /** The number of visitors. Default: 50. */
  users?: number;
  /** How many of them are active at the same time. Default: 10. */
  concurrency?: number;
  /** For how long visitors start the flow again, in milliseconds. Default: each goes through it once. */
  duration?: number;
  /**
   * The account for all visitors. Default: each signs in with their own name, `user-1` and so on, without a password.
   */
  user?: string;
  password?: string;
  /** A host that may be loaded, although it is not this machine. */
  ownHost?: string;
}

/**
 * Sends many visitors through a site at the same time, and checks each response. Yields one `start`, a `progress` about
 * every second, and one `end` with the result. A failed check is part of the result, not an exception.
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
