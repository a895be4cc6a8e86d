import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Flow, FlowStep, Visit } from '../flows/flow.ts';
import type { StoreMode } from '../probe/messages.ts';
import { duration } from '../quantities.ts';
import { UsersFile } from '../site/own/users-file.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import type { RunContext } from './run-context.ts';

/** A step of a flow that is not a visit. */
export type StepBetween = Exclude<FlowStep, Visit | { together: readonly Visit[] }>;

/** A step of a flow that is not possible in this app. */
export class StepNotDone extends Failure {
  constructor(message: string) {
    super('usage', message);
  }
}

/** Does what happens between the visits of a flow, to the app and to its store. */
export class Between {
  readonly #flow: Flow;
  readonly #running: RunningSite;
  readonly #signal: AbortSignal;
  readonly #instances: number | undefined;
  readonly #users: UsersFile | undefined;
  #isStoreChanged = false;

  constructor(
    flow: Flow,
    running: RunningSite,
    { site, signal, instances }: Pick<RunContext, 'site' | 'signal' | 'instances'>,
  ) {
    this.#flow = flow;
    this.#running = running;
    this.#signal = signal;
    this.#instances = instances;
    const asksForUsers = flow.steps.some((step) => 'account' in step);
    this.#users = asksForUsers ? UsersFile.of(site) : undefined;
  }

  /**
   * @param visited the highest number of a process that is visited afterwards
   * @returns what was done, in words
   * @throws StepNotDone if no probe can do it; Failure `app-failed` if the app has ended
   */
  async do(step: StepBetween, visited: number): Promise<string> {
    if ('wait' in step) {
      await pause(step.wait * 1000, undefined, { signal: this.#signal });
      return `${duration(step.wait * 1000)} went by`;
    }
    if ('restart' in step) {
      // Processes that are not visited any more are not started again.
      await this.#running.restart(
        this.#instances === undefined ? Math.min(visited, this.#running.urls.length) : undefined,
      );
      return 'the site was restarted';
    }
    if ('clock' in step) {
      const isMoved = await this.#running.moveClock(step.clock);
      if (!isMoved) await this.#cannot('The clock of the app cannot be moved');
      return `the app’s clock went ahead by ${duration(step.clock * 1000)}`;
    }
    if ('account' in step) return this.#removeAccount();
    const { store, seconds } = step;
    this.#isStoreChanged = true;
    const isChanged = await this.#running.setStore(store, seconds);
    if (!isChanged) await this.#cannot('The session store cannot be made to fail');
    const span = seconds === undefined ? '' : ` for ${duration(seconds * 1000)}`;
    return `${STORE_WORDS[store]}${span}`;
  }

  /** Puts the app's store and its accounts back as they were, however the flow ended. */
  async end(): Promise<void> {
    this.#users?.putBack();
    if (this.#isStoreChanged) await this.#running.setStore('works');
  }

  #removeAccount(): string {
    if (!this.#users) {
      throw new StepNotDone(
        `There is no users file of the run’s own. Leave the flow ${this.#flow.name} out.`,
      );
    }
    this.#users.empty();
    return 'the account was removed';
  }

  async #cannot(what: string): Promise<never> {
    const failure = await this.#running.failure();
    if (failure) throw failure;
    throw new StepNotDone(
      `${what}: no probe in it can do that. Leave the flow ${this.#flow.name} out.`,
    );
  }
}

const STORE_WORDS: Readonly<Record<StoreMode, string>> = {
  works: 'the session store works again',
  fails: 'the session store fails from now on',
  hangs: 'the session store answers nothing',
};
