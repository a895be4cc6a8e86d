import type { Failure } from '../../failure.ts';
import {
  PROBE_SESSIONS,
  type ProbeApp,
  type ProbeDone,
  type ProbeIds,
  type ProbeOperation,
  type ProbeOrder,
  type StoreMode,
} from '../../probe/messages.ts';
import { rereading } from '../../sessions/reread.ts';
import type { Session } from '../../sessions/session.ts';
import { launch, type RunningApp } from '../launch.ts';
import { compileOnce } from '../own/compile.ts';
import type { AppFacts, StartedSite } from '../site.ts';
import type { RunningSite } from './running-site.ts';

/** How the processes of a site are started. */
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
  return new Processes(entry, options, await startAll(entry, options, options.instances));
}

class Processes implements RunningSite {
  readonly #entry: StartedSite;
  readonly #options: StartOptions;
  readonly #read = rereading();
  #apps: readonly RunningApp[];
  #ahead = 0;

  constructor(entry: StartedSite, options: StartOptions, apps: readonly RunningApp[]) {
    this.#entry = entry;
    this.#options = options;
    this.#apps = apps;
  }

  urlOf(instance: number): string {
    return (this.#apps[instance - 1] ?? this.#apps[0])?.url ?? '';
  }

  get urls(): string[] {
    return this.#apps.map(({ url }) => url);
  }

  get storeName(): string | undefined {
    return this.#apps[0]?.probe.storeName;
  }

  async readStore(): Promise<Session[] | null> {
    const { readPlace, timeout, signal } = this.#options;
    const settled = await Promise.all(
      this.#apps.map(({ probe }) => probe.settle(!readPlace, timeout, signal)),
    );
    signal.throwIfAborted();
    if (readPlace) return readPlace();
    // If an app does not report its sessions, nothing is known about the store.
    if (!this.#isSeen || settled.includes(undefined)) return null;
    const told = settled.flatMap((sessions) => sessions ?? []);
    return told.flatMap((session) => this.#read(session) ?? []);
  }

  async settle(within: number): Promise<void> {
    await Promise.all(this.#apps.map(({ probe }) => probe.settle(false, within)));
  }

  takeOperations(): ProbeOperation[] | undefined {
    if (!this.#isSeen) return undefined;
    return this.#apps.flatMap(({ probe }) => probe.takeOperations());
  }

  takePrinted(): string {
    return this.#apps.map((app) => app.takePrinted()).join('');
  }

  get facts(): AppFacts | undefined {
    const probes = this.#apps.map(({ probe }) => probe).filter(({ isConnected }) => isConnected);
    if (probes.length === 0) return undefined;
    return {
      stores: Math.max(...probes.map(({ callers }) => callers.stores)),
      memories: probes.reduce((sum, { callers }) => sum + callers.memories, 0),
      hasIdleSession: probes.some(({ callers }) => callers.hasIdleSession),
      isProduction: probes.some(({ isProduction }) => isProduction),
    };
  }

  async askForApp(mounts: readonly string[], within: number): Promise<ProbeApp[]> {
    const told = this.#apps.map(({ probe }) => probe.askForApp(mounts, within));
    return (await Promise.all(told)).flat();
  }

  get ahead(): number {
    return this.#ahead;
  }

  async moveClock(seconds: number): Promise<boolean> {
    const isMoved = await this.#carryOut({ clock: seconds });
    if (isMoved) this.#ahead += seconds;
    return isMoved;
  }

  setStore(store: StoreMode, seconds?: number): Promise<boolean> {
    return this.#carryOut({ store, ...(seconds !== undefined && { seconds }) });
  }

  async makeIds(ids: number): Promise<ProbeIds[]> {
    return (await this.#order({ ids })).flatMap((done) => done?.ids ?? []);
  }

  async failure(): Promise<Failure | undefined> {
    const failures = await Promise.all(this.#apps.map((app) => app.failure()));
    return failures.find((failure) => failure !== undefined);
  }

  async startBeside(): Promise<void> {
    const started = await startAll(this.#entry, this.#options, 1, this.#apps.length);
    this.#apps = [...this.#apps, ...started];
    await this.#catchUp(started);
  }

  async restart(instances = this.#apps.length): Promise<void> {
    await stopAll(this.#apps);
    this.#apps = await startAll(this.#entry, this.#options, instances);
    await this.#catchUp(this.#apps);
  }

  async stop(): Promise<void> {
    await stopAll(this.#apps);
    await this.#options.clear();
  }

  /** Whether a probe watches the store in at least one process. */
  get #isSeen(): boolean {
    return this.#apps.some(({ probe }) => probe.watches);
  }

  async #order(
    what: Omit<ProbeOrder, 'order'>,
    apps = this.#apps,
  ): Promise<Array<ProbeDone | undefined>> {
    const { timeout } = this.#options;
    return (await Promise.all(apps.map(({ probe }) => probe.order(what, timeout)))).flat();
  }

  /** @returns whether every process did it */
  async #carryOut(what: Omit<ProbeOrder, 'order'>): Promise<boolean> {
    const done = await this.#order(what);
    return done.length > 0 && done.every((one) => one?.isDone);
  }

  /** Moves the clock of new processes as far as that of the others. */
  async #catchUp(apps: readonly RunningApp[]): Promise<void> {
    if (this.#ahead > 0) await this.#order({ clock: this.#ahead }, apps);
  }
}

/** @param before the number of processes that run already */
async function startAll(
  entry: StartedSite,
  options: StartOptions,
  count: number,
  before = 0,
): Promise<RunningApp[]> {
  await compileOnce(entry, options.timeout, options.signal);
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
