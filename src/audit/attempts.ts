import type { StartEvent, StepEvent } from '../events/run.ts';
import { isAppFailed } from '../failure.ts';
import { type Credentials, visitsIn, withCredentials } from '../flows/flow.ts';
import { withWayIn } from '../flows/way-in.ts';
import { PROBE_HASHES } from '../probe/messages.ts';
import { sentence } from '../sentence.ts';
import { StepNotDone } from '../simulate/between.ts';
import { forSite, reasonAgainst } from '../simulate/chosen-flows.ts';
import { FlowRun } from '../simulate/flow-run.ts';
import type { RunContext } from '../simulate/run-context.ts';
import { type OpenOptions, openSite, siteFacts } from '../site/open.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import type { Site } from '../site/site.ts';
import { whyEnded, withoutTrick } from './app-end.ts';
import { obstacleIn } from './judge.ts';
import { keepsPassword, showsOwnPassword } from './passwords/new-passwords.ts';
import type { Attempt, SeenApp, Tried } from './trial.ts';

export interface AttemptOptions {
  context: RunContext;
  open: Omit<OpenOptions, 'name' | 'instances'>;
  credentials: Credentials;
  /** Called before each attempt. */
  onAttempt(attempt: Attempt): void;
}

/**
 * Makes attempts one after another. Those that need no start of their own share one, because starting an app takes most
 * of the time.
 */
export class Attempts {
  readonly #options: AttemptOptions;
  #running: RunningSite | undefined;
  #starts = 0;
  #app: SeenApp | undefined;
  #facts: StartEvent['site'] | undefined;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  /** What is known about the site; undefined until it was started. */
  get facts(): StartEvent['site'] | undefined {
    return this.#facts;
  }

  get site(): Site {
    return this.#options.context.site;
  }

  /** What a probe reported about the app; undefined without a probe. */
  get app(): SeenApp | undefined {
    return this.#app;
  }

  /** @throws Failure `interrupted`, or the reason why the app does not start */
  async makeAll(attempts: readonly Attempt[]): Promise<Tried[]> {
    const tried: Tried[] = [];
    for (const attempt of attempts) tried.push(await this.make(attempt));
    return tried;
  }

  /** @throws Failure `interrupted`, or the reason why the app does not start */
  async make(attempt: Attempt): Promise<Tried> {
    const { context, credentials, onAttempt } = this.#options;
    const { site } = context;
    const { flow } = attempt;
    const against = reasonAgainst(flow, site, credentials.password !== '');
    if (against !== undefined) return { ...attempt, steps: [], why: sentence(against) };
    onAttempt(attempt);
    const isFirst = this.#running === undefined || startOf(attempt) === 'its own';
    const tried = await this.#tryOn(attempt);
    // After a new start, a limit in the app's memory that other attempts had used up is free again.
    const isMadeOnceMore =
      !isFirst &&
      !('url' in site.entry) &&
      (tried.steps.some(({ response }) => response?.status === 429) ||
        (startOf(attempt) === 'joined' && !this.#isInMemory && obstacleIn(tried) !== undefined));
    if (isMadeOnceMore) {
      await this.stop();
      const again = await this.#tryOn(attempt);
      // Where another password outlived the app, only the first time shows that.
      return keepsPassword(tried) || showsOwnPassword(again) ? again : tried;
    }
    return this.#withRest(attempt, tried);
  }

  /** If tricks have ended the app, the other steps are done on a new start. */
  async #withRest(attempt: Attempt, tried: Tried): Promise<Tried> {
    const { why: leftOut } = tried;
    let rest = attempt;
    let last = tried;
    while (last.hasEnded) {
      const shorter = withoutTrick(rest, last.steps);
      if (!shorter || leftOut === undefined) return tried;
      rest = shorter;
      last = { ...(await this.#tryOn(rest)), leftOut };
    }
    return { ...last, flow: attempt.flow };
  }

  /** Whether sessions end with the app's process: an attempt that stopped at a restart would stop there again. */
  get #isInMemory(): boolean {
    return (this.#app?.facts.memories ?? 0) > 0;
  }

  async #tryOn(attempt: Attempt): Promise<Tried> {
    const { context, credentials } = this.#options;
    const { site } = context;
    const { flow, pace, isSeenBy } = attempt;
    const running = await this.#siteFor(attempt);
    if (!running) return { ...attempt, steps: [], why: ALONE };
    const filled = withCredentials(withWayIn(forSite(flow, site), context.way), credentials);
    const run = new FlowRun(context, filled, pace, running);
    const steps: StepEvent[] = [];
    const made = {
      ...attempt,
      steps,
      began: context.began,
      ...(running.facts && { printedAt: (title: string) => run.printedAt(title) }),
    };
    try {
      for await (const step of run.steps()) {
        steps.push({ ...step, number: steps.length + 1 });
        if (isSeenBy?.(step)) break;
      }
      this.#app ??= await seenApp(running);
      return made;
    } catch (error) {
      if (error instanceof StepNotDone) return { ...made, why: error.message };
      if (!isAppFailed(error)) throw error;
      await this.stop();
      return { ...made, why: whyEnded(error, steps, context), hasEnded: true };
    } finally {
      const isAlone = this.#running?.urls.length === 1;
      if (startOf(attempt) === 'its own' || !isAlone) await this.stop();
    }
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** @returns undefined if the app cannot run twice at the same time */
  async #siteFor(attempt: Attempt): Promise<RunningSite | undefined> {
    const { open, context } = this.#options;
    const { flow } = attempt;
    const kind = startOf(attempt);
    if (this.#running && (kind === 'shared' || kind === 'last')) return this.#running;
    const instances = flow.instances ? (context.instances ?? flow.instances) : 1;
    if (this.#running && kind === 'joined') return this.#joined(this.#running, instances);
    await this.stop();
    this.#starts += 1;
    try {
      this.#running = await openSite(context.site, {
        ...open,
        name: `audit-${this.#starts}`,
        instances,
        env: { ...open.env, ...flow.settings, ...(!isTimed(attempt) && { [PROBE_HASHES]: '1' }) },
      });
    } catch (error) {
      if (this.#starts === 1 || instances === 1 || !isAppFailed(error)) throw error;
      return undefined;
    }
    this.#facts ??= siteFacts(context.site, this.#running);
    return this.#running;
  }

  /** @returns undefined if the app cannot run twice at the same time */
  async #joined(running: RunningSite, instances: number): Promise<RunningSite | undefined> {
    try {
      while (running.urls.length < instances) await running.startBeside();
    } catch (error) {
      if (!isAppFailed(error)) throw error;
      return undefined;
    }
    return running;
  }
}

const ALONE =
  'The app did not start a second time beside itself: let it listen on the port in PORT, and it can be seen.';

/** More ids would take longer, and show little more. */
const IDS = 1_000;

async function seenApp(running: RunningSite): Promise<SeenApp | undefined> {
  const { facts, storeName } = running;
  return facts && { facts, storeName, ids: await running.makeIds(IDS) };
}

/**
 * On which start of the app an attempt is made: on a shared one, if it leaves the app as it was and needs one process;
 * on the shared one with more processes beside it; on its own; or after all others, if it changes the password, as
 * nobody could sign in any more if that cannot be changed back.
 */
export function startOf({ flow }: Attempt): 'shared' | 'joined' | 'its own' | 'last' {
  const { instances = 0, settings, steps } = flow;
  if (visitsIn(steps).some((visit) => 'newPassword' in visit.do)) return 'last';
  if (settings !== undefined || instances === 1) return 'its own';
  if (instances > 1) return 'joined';
  return steps.some((step) => 'restart' in step) ? 'its own' : 'shared';
}

/** While passwords are guessed, response times are evidence. */
function isTimed({ flow }: Attempt): boolean {
  return visitsIn(flow.steps).some(({ guess }) => guess === true);
}
