import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadEvent } from '../events/load.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { Failure } from '../failure.ts';
import { visitsIn } from '../flows/flow.ts';
import { checkThatItCanRun, checkThatNothingLacks } from '../simulate/run.ts';
import { interrupted } from '../site/interrupted.ts';
import { openSite, siteFacts } from '../site/open.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { isOurs } from '../site/site.ts';
import { Crowd, type CrowdOptions } from './crowd.ts';
import { otherNameIn } from './names.ts';
import { SessionLedger } from './session-ledger.ts';
import { SessionWatch } from './session-watch.ts';
import { perSecond, Tally } from './tally.ts';
import { checkThatItMayBeLoaded } from './this-machine.ts';

export interface LoadRunOptions extends CrowdOptions {
  /** A folder that is deleted when the run ends. */
  scratch: string;
  /** The number of processes, which share the store; requests go to them in turn. */
  instances: number;
  /** Uses the own store and accounts of a generated site, with the sessions of real people in it. */
  useOwnStore: boolean;
  /** A host that may be loaded, although it is not this machine. */
  ownHost?: string;
  /** Variables that are added to the app's environment. */
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

const PROGRESS_MS = 1_000;

/** All sign-ins of a load come from one address, which a limit of failures would lock out. */
const NO_SIGN_IN_LIMIT = { SIGN_IN_FAILURES: '1000000' };

/**
 * Sends many visitors through a flow at the same time, checks each response, and yields the progress and the result.
 *
 * @throws Failure `usage` if the site must not be loaded, or cannot run the flow; `app-failed` if the app ends or
 * answers nothing; `store-unreadable`, `interrupted`
 */
export async function* runLoad(
  options: LoadRunOptions,
): AsyncGenerator<LoadEvent, void, undefined> {
  checkThatItCanBeLoaded(options);
  const load = new Load(options);
  try {
    yield* load.events();
  } catch (error) {
    if (options.signal.aborted) throw interrupted();
    throw error;
  } finally {
    await load.end();
  }
}

/** A load of one site, from its start to its end. */
class Load {
  readonly #options: LoadRunOptions;
  readonly #ledger = new SessionLedger();
  readonly #tally: Tally;
  readonly #over = new AbortController();
  #running: RunningSite | undefined;
  #watch: SessionWatch | undefined;

  constructor(options: LoadRunOptions) {
    this.#options = options;
    this.#tally = new Tally(visitsIn(options.flow.steps).map(({ title }) => title));
  }

  async *events(): AsyncGenerator<LoadEvent, void, undefined> {
    const { site, flow, users, concurrency, duration = null } = this.#options;
    const demand = { users, concurrency, duration };
    const running = await this.#open();
    yield {
      v: EVENT_VERSION,
      type: 'start',
      started: new Date().toISOString(),
      site: siteFacts(site, running),
      flow: flow.name,
      ...demand,
    };
    const began = performance.now();
    const work = this.#work(running);
    let before = { at: 0, requests: 0 };
    while (!(await endsWithin(PROGRESS_MS, work))) {
      this.#watch?.hear();
      const at = performance.now() - began;
      const { flows, requests, errors, breaches } = this.#tally.soFar;
      const requestsPerSecond = perSecond(requests - before.requests, at - before.at);
      before = { at, requests };
      yield {
        v: EVENT_VERSION,
        type: 'progress',
        at: Math.round(at),
        flows,
        requestsPerSecond,
        errors,
        breaches,
      };
    }
    const took = performance.now() - began;
    await this.#lookIntoStore(running);
    this.#watch?.hear();
    yield {
      v: EVENT_VERSION,
      type: 'end',
      ...demand,
      ...this.#tally.result(took),
      operations: this.#watch?.isSeen ? this.#tally.operationsPerRequest() : null,
    };
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#running?.stop();
  }

  async #open(): Promise<RunningSite> {
    const { site, flow, scratch, useOwnStore, credentials, env } = this.#options;
    // As long as there is no account, a generated site accepts any name.
    const noAccounts = { USERS_FILE: join(scratch, 'users.json') };
    const ownSettings = {
      ...NO_SIGN_IN_LIMIT,
      ...(!useOwnStore && !credentials && noAccounts),
      ...flow.settings,
    };
    this.#running = await openSite(site, {
      ...this.#options,
      name: 'load',
      env: { ...env, ...(isOurs(site) && ownSettings) },
    });
    return this.#running;
  }

  #work(running: RunningSite): Promise<void> {
    const signal = AbortSignal.any([this.#options.signal, this.#over.signal]);
    // Each request adds a listener for the abort signal; Node would warn about so many.
    setMaxListeners(0, signal);
    const watch = new SessionWatch(running, (operations) => this.#tally.asked(operations));
    this.#watch = watch;
    const counts = { tally: this.#tally, ledger: this.#ledger, watch };
    const work = new Crowd(this.#options, running, counts, signal).goThrough();
    // It may fail while the consumer still handles an event; the error is thrown when the next one is requested.
    work.catch(() => {});
    return work;
  }

  /** The store at the end shows log-outs that were undone later, and sessions with the name of another visitor. */
  async #lookIntoStore(running: RunningSite): Promise<void> {
    const sessions = await running.readStore();
    const { users, credentials } = this.#options;
    for (const { owner, standing, user } of this.#ledger.signedInAmong(sessions ?? [])) {
      const finding = {
        visitor: owner,
        step: 'the store, at the end',
        got: `${user} is signed in`,
      };
      if (standing === 'signed out') {
        this.#tally.broke('undone', () => ({
          ...finding,
          rule: 'logout-final',
          expected: 'no session after the log-out',
        }));
      } else if (!credentials && otherNameIn(user, owner, users)) {
        this.#tally.broke('mixedUp', () => ({
          ...finding,
          expected: `${owner} is signed in`,
          rule: 'visitors-apart',
        }));
      }
    }
  }
}

function checkThatItCanBeLoaded(options: LoadRunOptions): void {
  const { site, flow, users, concurrency, ownHost, credentials } = options;
  if ('url' in site.entry) checkThatItMayBeLoaded(site.entry.url, ownHost);
  checkThatItCanRun(flow, site);
  checkThatNothingLacks(flow, site, credentials);
  if (flow.steps.some((step) => 'restart' in step)) {
    throw new Failure(
      'usage',
      `The flow ${flow.name} restarts the site, which would break off every visitor’s requests. Choose another flow for a load test.`,
    );
  }
  for (const [name, number] of Object.entries({ users, concurrency })) {
    if (Number.isSafeInteger(number) && number >= 1) continue;
    throw new Failure('usage', `The number of ${name} must be a whole number, 1 or more.`);
  }
}

/** Whether a promise settles within a time. @throws the error of the promise */
async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      pause(milliseconds, false, { signal: late.signal }),
    ]);
  } finally {
    late.abort();
  }
}
