import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';
import type { Follow, RunEvent } from './harness/events.ts';
import type { Flow } from './harness/flow.ts';
import { FLOWS } from './harness/flows.ts';
import type { LoadEvent } from './harness/load-events.ts';
import { entryOf, locateSite } from './harness/locate.ts';
import { runFlows } from './harness/run.ts';
import { makeScratch } from './harness/scratch.ts';
import type { Site } from './harness/site.ts';
import { ROOT } from './root.ts';
import { MODE, type Mode, STORE, type Store } from './scaffold/options.ts';
import { plan } from './scaffold/plan.ts';
import { writeSite } from './scaffold/write.ts';
import { fileAt, REDIS_URL, type ReadablePlace, redisAt } from './sessions/locate.ts';

/** Which site, and how it is started. By default, the built-in site in authenticated mode, on files. */
export interface SiteOptions {
  /** A site's folder. */
  directory?: string;
  /** A command that starts the app in `directory`, for the shell. */
  start?: string;
  /** The address of a site that already runs. */
  url?: string;
  /** The built-in site's; of another site, what it must have. */
  mode?: Mode;
  store?: Store;
  /** How many processes share the store. Of simulated flows, only in those that want several. */
  instances?: number;
  /** Let a generated site use its own store. Default: a store of the run's own. */
  useOwnStore?: boolean;
  /** Where the sessions of a site that is not ours are. */
  storePlace?: ReadablePlace;
  /** How long the site may take to start, or a response to come to its end, in milliseconds. Default: 10,000. */
  timeout?: number;
  /** Ends the run. */
  signal?: AbortSignal;
  /** What the app's environment has on top of ours. */
  env?: Readonly<Record<string, string>>;
}

/** What to simulate, and how. All of it has a default. */
export interface SimulateOptions extends SiteOptions {
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

/** What to load, and how much. All of it has a default. */
export interface LoadOptions extends SiteOptions {
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

/**
 * Sends many visitors through a site at the same time, checks every response, and yields how it goes: one `start`,
 * a `progress` about every second, one `end` with the result. What does not hold is part of it; it throws nothing.
 *
 * @throws Failure `usage`, `app-failed`, `store-unreadable` or `interrupted`
 */
export async function* load(options: LoadOptions = {}): AsyncGenerator<LoadEvent, void> {
  const { runLoad } = await import('./harness/load.ts');
  const { LOAD_FLOW } = await import('./harness/load-flow.ts');
  const { flow: chosen = LOAD_FLOW, duration, user, password = '', ownHost } = options;
  const scratch = makeScratch();
  try {
    const flow = flowOf(chosen);
    yield* runLoad({
      site: siteOf(options, scratch.path),
      flow,
      users: options.users ?? 50,
      concurrency: options.concurrency ?? 10,
      ...(duration !== undefined && { duration }),
      ...(user !== undefined && { credentials: { user, password } }),
      instances: options.instances ?? flow.instances ?? 1,
      useOwnStore: options.useOwnStore ?? false,
      env: options.env ?? {},
      ...(ownHost !== undefined && { ownHost }),
      timeout: options.timeout ?? TIMEOUT_MS,
      signal: options.signal ?? new AbortController().signal,
    });
  } finally {
    scratch.remove();
  }
}

function chosenFlows(flows: ReadonlyArray<string | Flow>): Flow[] {
  if (flows.length === 0) return FLOWS.slice(0, 1);
  return flows.flatMap((flow) => (flow === 'all' ? FLOWS : flowOf(flow)));
}

function flowOf(flow: string | Flow): Flow {
  if (typeof flow !== 'string') return flow;
  const found = FLOWS.find(({ name }) => name === flow);
  if (found) return found;
  const names = FLOWS.map(({ name }) => name).join(', ');
  throw new Failure(
    'usage',
    `There is no flow "${flow}". Choose one of ${names}, or all; a flow of your own is a file that ends in .json.`,
  );
}

function siteOf(options: SiteOptions, scratch: string): Site {
  const { directory, start, url, mode, store, storePlace } = options;
  const env = { ...process.env, ...options.env };
  const place = storePlace && { storePlace };
  if (url !== undefined) return { kind: 'running', name: url, entry: { url }, ...place };
  if (directory === undefined && start === undefined) {
    const site = builtInSite(mode ?? MODE.default, store ?? STORE.default, scratch, env);
    if (storePlace && !(storePlace.kind === 'redis' && site.store === 'redis')) {
      throw new Failure(
        'usage',
        `The built-in site has a ${site.store} store of its own. Leave --dir, --redis and --prefix out, or name a site’s folder.`,
      );
    }
    return { ...site, ...place };
  }
  const site = locateSite(directory ?? '.', start, env);
  for (const [axis, given] of Object.entries({ mode, store })) {
    const own = axis === 'mode' ? site.mode : site.store;
    if (given !== undefined && own !== undefined && given !== own) {
      throw new Failure(
        'usage',
        `${site.name} has the ${own} ${axis}, not the ${given} one. Leave --${axis} out.`,
      );
    }
  }
  return { ...site, ...place };
}

/** The site that create would write, in a folder of the run's own. */
export function builtInSite(
  mode: Mode,
  store: Store,
  scratch: string,
  env: NodeJS.ProcessEnv,
): Site {
  // Its cookie has this name.
  const directory = join(scratch, 'my-app');
  mkdirSync(directory);
  writeSite(directory, plan({ directory, mode, store, language: LANGUAGE }), false);
  symlinkSync(
    fileURLToPath(new URL('dist/site-packages', ROOT)),
    join(directory, 'node_modules'),
    'junction',
  );
  const places: Record<Store, ReadablePlace | undefined> = {
    memory: undefined,
    file: fileAt('.sessions', join(directory, '.sessions'), true),
    redis: redisAt(env.REDIS_URL || REDIS_URL, undefined, 'REDIS_URL'),
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
