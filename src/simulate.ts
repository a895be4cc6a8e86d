import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';
import type { Follow, RunEvent } from './harness/events.ts';
import type { Flow } from './harness/flow.ts';
import { FLOWS } from './harness/flows.ts';
import { entryOf, locateSite, REDIS_URL } from './harness/locate.ts';
import { runFlows } from './harness/run.ts';
import { makeScratch } from './harness/scratch.ts';
import type { Site, StorePlace } from './harness/site.ts';
import { ROOT } from './root.ts';
import { MODE, type Mode, STORE, type Store } from './scaffold/options.ts';
import { plan } from './scaffold/plan.ts';
import { writeSite } from './scaffold/write.ts';

/** What to simulate, and how. All of it has a default: the built-in site in authenticated mode, on files. */
export interface SimulateOptions {
  /** A site's folder. */
  directory?: string;
  /** A command that starts the app in `directory`, for the shell. */
  start?: string;
  /** The address of a site that already runs. */
  url?: string;
  /** The built-in site's; of another site, what it must have. */
  mode?: Mode;
  store?: Store;
  /** Names of built-in flows, `all`, or flows of your own. Default: `login-next`. */
  flows?: ReadonlyArray<string | Flow>;
  /** Default: `settled`. */
  follow?: Follow | 'both';
  /** How many processes share the store, in flows that want several. */
  instances?: number;
  /** Who signs in. Default: `alice`, without a password. */
  user?: string;
  password?: string;
  /** Let a generated site use its own store. Default: a store of the run's own. */
  useOwnStore?: boolean;
  /** Where the sessions of a site that is not ours are. */
  storePlace?: StorePlace;
  /** Show session ids, cookies and passwords. Default: false. */
  reveal?: boolean;
  /** How long the site may take to start, or be silent, in milliseconds. Default: 10,000. */
  timeout?: number;
  /** Ends the run. */
  signal?: AbortSignal;
  /** What the app's environment has on top of ours. */
  env?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;
/** The built-in site's: every Node runs it as it is. */
const LANGUAGE = 'javascript';

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
    const flows = chosenFlows(options.flows ?? []);
    const site = siteOf(options, scratch.path);
    yield* runFlows({
      site,
      flows,
      follow: follow === 'both' ? ['settled', 'eager'] : [follow],
      credentials: { user, password },
      ...(instances !== undefined && { instances }),
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

function chosenFlows(flows: ReadonlyArray<string | Flow>): Flow[] {
  if (flows.length === 0) return FLOWS.slice(0, 1);
  return flows.flatMap((flow) => {
    if (typeof flow !== 'string') return flow;
    if (flow === 'all') return FLOWS;
    const found = FLOWS.find(({ name }) => name === flow);
    if (found) return found;
    const names = FLOWS.map(({ name }) => name).join(', ');
    throw new Failure(
      'usage',
      `There is no flow "${flow}". There are ${names}, and all; a flow of your own is a file that ends in .json.`,
    );
  });
}

function siteOf(options: SimulateOptions, scratch: string): Site {
  const { directory, start, url, mode, store, storePlace } = options;
  const env = { ...process.env, ...options.env };
  const place = storePlace && { storePlace };
  if (url !== undefined) return { kind: 'running', name: url, entry: { url }, ...place };
  if (directory === undefined && start === undefined) {
    return builtInSite(mode ?? MODE.default, store ?? STORE.default, scratch, env);
  }
  const site = locateSite(directory ?? '.', start, env);
  for (const [axis, given] of Object.entries({ mode, store })) {
    const own = axis === 'mode' ? site.mode : site.store;
    if (given !== undefined && own !== undefined && given !== own) {
      throw new Failure(
        'usage',
        `${site.name} has the ${axis} ${own}, not ${given}. Leave --${axis} out.`,
      );
    }
  }
  return { ...site, ...place };
}

/** The site that create would write, in a folder of the run's own. */
function builtInSite(mode: Mode, store: Store, scratch: string, env: NodeJS.ProcessEnv): Site {
  const directory = join(scratch, 'site');
  mkdirSync(directory);
  writeSite(directory, plan({ directory, mode, store, language: LANGUAGE }), false);
  symlinkSync(
    fileURLToPath(new URL('dist/site-packages', ROOT)),
    join(directory, 'node_modules'),
    'junction',
  );
  const places: Record<Store, StorePlace | undefined> = {
    memory: undefined,
    file: { kind: 'file', directory: join(directory, '.sessions') },
    redis: { kind: 'redis', url: env.REDIS_URL || REDIS_URL, prefix: 'sess:' },
  };
  const storePlace = places[store];
  return {
    kind: 'built-in',
    name: 'the built-in site',
    mode,
    store,
    entry: entryOf(directory, { language: LANGUAGE }),
    ...(storePlace && { storePlace }),
  };
}
