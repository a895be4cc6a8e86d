import type { Pace, RunEvent, StepEvent } from '../events/run.ts';
import type { RunSession } from '../events/store.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { Failure, isAppFailed } from '../failure.ts';
import { type Credentials, type Flow, withCredentials } from '../flows/flow.ts';
import { withWayIn } from '../flows/way-in.ts';
import { interrupted } from '../site/interrupted.ts';
import { openSite, siteFacts } from '../site/open.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { isOurs, type Site } from '../site/site.ts';
import { type ChosenFlows, lacking } from './chosen-flows.ts';
import { differencesIn } from './differences.ts';
import { newContext, type RunContext } from './run-context.ts';

export interface RunOptions {
  site: Site;
  flows: readonly Flow[];
  /** Flows that were chosen, but cannot run. */
  leftOut: ChosenFlows['leftOut'];
  /** Whether flows that turn out to be impossible are left out too. */
  isAll?: boolean;
  /** A folder that is removed when the run ends. */
  scratch: string;
  /** The paces to try; the site is started again for each. */
  pace: readonly Pace[];
  credentials: Credentials;
  /** How many processes share the store, in flows that need several. */
  instances?: number;
  /** Let a generated site use its own store, with its users' sessions in it. */
  useOwnStore: boolean;
  /** Show session ids, cookies and passwords. */
  reveal: boolean;
  /** How long the site may take to start, or to send a whole response, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** Variables on top of our own environment, for the app. */
  env: Readonly<Record<string, string>>;
}

/**
 * Runs flows on a site, each with new processes and a new store, and yields what happens.
 *
 * @throws Failure `usage` if a flow cannot run on the site; `app-failed`, `store-unreadable`, `interrupted`
 */
export async function* runFlows(options: RunOptions): AsyncGenerator<RunEvent, void, undefined> {
  const run = new Run(options);
  try {
    yield* run.events();
  } catch (error) {
    if (options.signal.aborted) throw interrupted();
    throw error;
  } finally {
    await run.end();
  }
}

const ALONE =
  'the app did not start a second time beside itself: let it listen on the port in PORT, and it can be run';

function visiting(): Promise<typeof import('./flow-run.ts')> {
  return import('./flow-run.ts');
}

/** Numbers and joins the events of several flows. */
class Run {
  readonly #options: RunOptions;
  readonly #context: RunContext;
  readonly #steps: StepEvent[] = [];
  #sessions: RunSession[] | null = null;
  #running: RunningSite | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#context = newContext(options);
  }

  async *events(): AsyncGenerator<RunEvent, void, undefined> {
    const { flows, pace, site, credentials } = this.#options;
    for (const flow of flows) checkThatNothingLacks(flow, site, credentials);
    let started = false;
    const leftOut: ChosenFlows['leftOut'] = [];
    for (const flow of flows) {
      for (const way of pace) {
        // The code of the visitor is loaded while the site starts.
        const [running] = await Promise.all([this.#start(flow, started), visiting()]);
        if (!running) {
          leftOut.push({ flow: flow.name, why: ALONE });
          break;
        }
        if (!started) yield this.#startEvent(running);
        started = true;
        const wasRefused = yield* this.#runOne(flow, way, running);
        await this.#stop();
        if (wasRefused) {
          const rest = flows.slice(flows.indexOf(flow) + 1);
          const why = 'a sign-in was refused, and each try counts against the account';
          yield this.#endEvent([...leftOut, ...rest.map(({ name }) => ({ flow: name, why }))]);
          return;
        }
      }
    }
    yield this.#endEvent(leftOut);
  }

  async end(): Promise<void> {
    await this.#stop();
  }

  /** @returns undefined if the app does not start a second time beside itself, and the flow may be left out */
  async #start(flow: Flow, hasStarted: boolean): Promise<RunningSite | undefined> {
    const { site, instances, env, isAll } = this.#options;
    const count = flow.instances ? (instances ?? flow.instances) : 1;
    try {
      this.#running = await openSite(site, {
        ...this.#options,
        name: String(this.#steps.length),
        instances: count,
        env: { ...env, ...flow.settings },
      });
    } catch (error) {
      if (!isAll || !hasStarted || count === 1 || !isAppFailed(error)) throw error;
      return undefined;
    }
    return this.#running;
  }

  /** Returns whether a sign-in was refused. */
  async *#runOne(flow: Flow, pace: Pace, running: RunningSite): AsyncGenerator<StepEvent, boolean> {
    const filled = withCredentials(withWayIn(flow, this.#context.way), this.#options.credentials);
    const { FlowRun } = await visiting();
    const flowRun = new FlowRun(this.#context, filled, pace, running);
    for await (const step of flowRun.steps()) {
      const numbered = { ...step, number: this.#steps.length + 1 };
      this.#steps.push(numbered);
      yield numbered;
    }
    this.#sessions = flowRun.sessions;
    return flowRun.wasRefused;
  }

  async #stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  #startEvent(running: RunningSite): RunEvent {
    const { site, flows, leftOut, pace } = this.#options;
    return {
      v: EVENT_VERSION,
      type: 'start',
      started: new Date(this.#context.began).toISOString(),
      site: siteFacts(site, running),
      flows: flows.map(({ name }) => name),
      leftOut: leftOut.length > 0 ? leftOut : undefined,
      pace: [...pace],
    };
  }

  #endEvent(leftOut: ChosenFlows['leftOut']): RunEvent {
    const checks = this.#steps.flatMap((step) => step.checks);
    const failed = checks.filter(({ passed }) => !passed).length;
    return {
      v: EVENT_VERSION,
      type: 'end',
      passed: failed === 0,
      steps: this.#steps.length,
      checks: { passed: checks.length - failed, failed },
      ...(this.#options.pace.length > 1 && { differences: differencesIn(this.#steps) }),
      ...(leftOut.length > 0 && { leftOut }),
      sessions: this.#sessions,
      took: Date.now() - this.#context.began,
    };
  }
}

/** @throws Failure `usage` if the flow cannot run on the site */
export function checkThatItCanRun(flow: Flow, site: Site): void {
  const { name, settings, instances, steps } = flow;
  if (settings && !isOurs(site)) {
    throw new Failure(
      'usage',
      `The flow ${name} needs settings that only a site made by create-session-app has. Choose another flow for ${site.name}.`,
    );
  }
  if ('url' in site.entry && (instances || steps.some((step) => 'restart' in step))) {
    throw new Failure(
      'usage',
      `The flow ${name} starts and stops the site, but ${site.name} is already running. Choose another flow, or name the site's folder instead of --url.`,
    );
  }
}

/** @throws Failure `usage` where several processes were asked for, and no flow starts or restarts any */
export function checkInstances(instances: number | undefined, flows: readonly Flow[]): void {
  if (instances === undefined || instances === 1) return;
  const haveOne = flows.every(
    (flow) => !flow.instances && flow.steps.every((step) => !('restart' in step)),
  );
  if (!haveOne) return;
  const names = flows.map(({ name }) => name).join(', ');
  throw new Failure(
    'usage',
    `--instances counts in flows with several processes, and ${names} has one alone. Leave it out, or choose such a flow: --flow instances, or processes for an app not made by create.`,
  );
}

/** @throws Failure `usage` if the site is known to lack something that the flow needs */
export function checkThatNothingLacks(flow: Flow, site: Site, credentials?: Credentials): void {
  const hasPassword = credentials !== undefined && credentials.password !== '';
  const why = lacking(flow, site, hasPassword);
  if (why !== undefined) {
    throw new Failure('usage', `The flow ${flow.name} cannot be run on ${site.name}: ${why}.`);
  }
}
