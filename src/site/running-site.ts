import { Failure } from '../failure.ts';
import { bareHost, checkReachable } from '../network.ts';
import {
  PROBE_SESSIONS,
  type ProbeApp,
  type ProbeDone,
  type ProbeIds,
  type ProbeOperation,
  type ProbeOrder,
  type StoreMode,
} from '../probe/messages.ts';
import { rereading } from '../sessions/reread.ts';
import type { Session } from '../sessions/session.ts';
import { launch, type RunningApp } from './launch.ts';
import type { AppFacts, StartedSite } from './site.ts';

/** A site with running processes, and access to its store. */
export interface RunningSite {
  /** The address of one of its processes, counted from 1. */
  urlOf(instance: number): string;
  readonly urls: string[];
  /** The class of the app's store, if a probe saw it. */
  readonly storeName: string | undefined;
  /** What the store holds, once all operations have ended; null if it cannot be read. */
  readStore(): Promise<Session[] | null>;
  /** Waits until everything that the app has asked of its store so far is reported, at most so many milliseconds. */
  settle(within: number): Promise<void>;
  /** What the app asked of its store since the last call; undefined without a probe. */
  takeOperations(): ProbeOperation[] | undefined;
  /** The end of its processes' output since the last call. */
  takePrinted(): string;
  /** What the probes report about the app; undefined without a probe. */
  readonly facts: AppFacts | undefined;
  /**
   * What its processes report about the app; empty without a probe.
   *
   * @param mounts paths at which routers may be mounted
   * @param within how long to wait, in milliseconds
   */
  askForApp(mounts: readonly string[], within: number): Promise<ProbeApp[]>;
  /** By how many seconds the clock of its processes was moved ahead of ours. */
  readonly ahead: number;
  /**
   * Moves the clock of all processes forward, and of those that are started later.
   *
   * @returns whether it was moved: false if a process has no probe
   */
  moveClock(seconds: number): Promise<boolean>;
  /**
   * Sets how the session stores of all processes answer from now on.
   *
   * @param seconds after so many seconds they work again
   * @returns whether that was possible: false if a store cannot be watched
   */
  setStore(mode: StoreMode, seconds?: number): Promise<boolean>;
  /** Figures about unused session ids from each id generator of the app; empty if there is none. */
  makeIds(count: number): Promise<ProbeIds[]>;
  /** What went wrong, if one of its processes ends or has ended by itself. Waits a moment for that. */
  failure(): Promise<Failure | undefined>;
  /**
   * Starts one more process beside the running ones.
   *
   * @throws Failure `app-failed` if it does not start, or `interrupted`; the others keep running
   */
  startBeside(): Promise<void>;
  /** Ends all processes, and starts new ones: by default as many as before. */
  restart(instances?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  instances: number;
  /** A folder that only this user can open. */
  scratch: string;
  timeout: number;
  signal: AbortSignal;
  /** Variables on top of the site's own environment. */
  env: Readonly<Record<string, string>>;
  /** Reads the store from outside; undefined if only the app can read it. */
  readPlace: (() => Promise<Session[]>) | undefined;
  /** Removes what the run stored, after the site has ended. */
  clear(): Promise<void>;
}

/**
 * Starts a site's processes.
 *
 * @throws Failure `app-failed` or `interrupted`
 */
export async function startSite(entry: StartedSite, options: StartOptions): Promise<RunningSite> {
  const { readPlace } = options;
  let apps = await startAll(entry, options, options.instances);
  let ahead = 0;
  const read = rereading();
  const seen = () => apps.some(({ probe }) => probe.watches);
  const order = async (what: Omit<ProbeOrder, 'order'>): Promise<Array<ProbeDone | undefined>> =>
    (await Promise.all(apps.map(({ probe }) => probe.order(what, options.timeout)))).flat();
  const carryOut = async (what: Omit<ProbeOrder, 'order'>): Promise<boolean> => {
    const done = await order(what);
    return done.length > 0 && done.every((one) => one?.isDone);
  };
  return {
    urlOf: (instance) => (apps[instance - 1] ?? apps[0])?.url ?? '',
    get urls() {
      return apps.map(({ url }) => url);
    },
    get storeName() {
      return apps[0]?.probe.storeName;
    },
    async readStore() {
      const { timeout, signal } = options;
      const settled = await Promise.all(
        apps.map(({ probe }) => probe.settle(!readPlace, timeout, signal)),
      );
      signal.throwIfAborted();
      if (readPlace) return readPlace();
      // If an app does not even report that, nothing is known.
      const told = settled.flatMap((sessions) => sessions ?? []);
      if (!seen() || settled.includes(undefined)) return null;
      return told.flatMap((session) => read(session) ?? []);
    },
    async settle(within) {
      await Promise.all(apps.map(({ probe }) => probe.settle(false, within)));
    },
    takeOperations: () =>
      seen() ? apps.flatMap(({ probe }) => probe.takeOperations()) : undefined,
    takePrinted: () => apps.map((app) => app.takePrinted()).join(''),
    get facts() {
      const probes = apps.map(({ probe }) => probe).filter(({ isConnected }) => isConnected);
      if (probes.length === 0) return undefined;
      return {
        stores: Math.max(...probes.map(({ callers }) => callers.stores)),
        memories: probes.reduce((sum, { callers }) => sum + callers.memories, 0),
        hasIdleSession: probes.some(({ callers }) => callers.hasIdleSession),
        isProduction: probes.some(({ isProduction }) => isProduction),
      };
    },
    askForApp: async (mounts, within) =>
      (await Promise.all(apps.map(({ probe }) => probe.askForApp(mounts, within)))).flat(),
    get ahead() {
      return ahead;
    },
    async moveClock(seconds) {
      const isMoved = await carryOut({ clock: seconds });
      if (isMoved) ahead += seconds;
      return isMoved;
    },
    setStore: (store, seconds) => carryOut({ store, ...(seconds !== undefined && { seconds }) }),
    makeIds: async (ids) => (await order({ ids })).flatMap((done) => done?.ids ?? []),
    async failure() {
      const failures = await Promise.all(apps.map((app) => app.failure()));
      return failures.find((failure) => failure !== undefined);
    },
    async startBeside() {
      const started = await startAll(entry, options, 1, apps.length);
      apps = [...apps, ...started];
      if (ahead === 0) return;
      await Promise.all(started.map(({ probe }) => probe.order({ clock: ahead }, options.timeout)));
    },
    async restart(instances = apps.length) {
      await stopAll(apps);
      apps = await startAll(entry, options, instances);
      if (ahead > 0) await carryOut({ clock: ahead });
    },
    async stop() {
      await stopAll(apps);
      await options.clear();
    },
  };
}

/**
 * A site that runs already: requests and responses, and its store if an option says where that is.
 *
 * @throws Failure `app-failed` if nobody answers in time, or the signal's reason
 */
export async function visitSite(
  url: string,
  readPlace: StartOptions['readPlace'],
  patience: Pick<StartOptions, 'timeout' | 'signal'>,
): Promise<RunningSite> {
  await knockAt(url, patience);
  return {
    urlOf: () => url,
    urls: [url],
    storeName: undefined,
    readStore: async () => readPlace?.() ?? null,
    settle: async () => {},
    takeOperations: () => undefined,
    takePrinted: () => '',
    facts: undefined,
    askForApp: async () => [],
    ahead: 0,
    moveClock: async () => false,
    setStore: async () => false,
    makeIds: async () => [],
    failure: async () => undefined,
    startBeside: () =>
      Promise.reject(new Error('A site that others started has no more processes')),
    restart: () => Promise.reject(new Error('A site that others started is not restarted')),
    stop: async () => {},
  };
}

async function knockAt(
  url: string,
  { timeout, signal }: Pick<StartOptions, 'timeout' | 'signal'>,
): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  try {
    const place = {
      host: bareHost(hostname),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    await checkReachable(place, { timeout, signal });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(
      'app-failed',
      `There is no site at ${url} (${why}). Start it first, or check the address.`,
    );
  }
}

/** @param before how many processes are running already */
async function startAll(
  entry: StartedSite,
  options: StartOptions,
  count: number,
  before = 0,
): Promise<RunningApp[]> {
  const env = { ...options.env, ...(options.readPlace && { [PROBE_SESSIONS]: '0' }) };
  const names = Array.from({ length: count }, (_, index) => `app-${before + index + 1}`);
  const starts = await Promise.allSettled(
    names.map((name) => launch(entry, { ...options, env, name })),
  );
  const apps = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (!failed) return apps;
  await stopAll(apps);
  throw failed.reason;
}

async function stopAll(apps: readonly RunningApp[]): Promise<void> {
  await Promise.all(apps.map((app) => app.stop()));
}
