import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '../../events/run.ts';
import type { RunSession, StoreChange } from '../../events/store.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import type { RunningSite } from '../../site/running/running-site.ts';
import type { Site } from '../../site/site.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import { followSessions } from '../journey/in-a-row.ts';
import type { Journey } from '../journey/journey.ts';
import { isSavedLate } from '../journey/saved-late.ts';
import type { Visited } from '../journey/visited.ts';
import type { RunContext } from '../run-context.ts';
import { Attribution } from './attribution.ts';
import { type HeldBack, type HeldVisit, holdBack } from './held.ts';
import { observedOf, type StepContext } from './observed.ts';
import { Printed, saysMuch } from './printed.ts';
import { storeChanges } from './store-changes.ts';

/** The app's output about a failure may arrive later than its response. */
const LAST_WORDS_MS = 100;

/** Where a flow runs. */
export interface Scene {
  context: RunContext;
  site: Site;
  /** The flow's name. */
  flow: string;
  pace: Pace;
  running: RunningSite;
}

/** The state of a site after a group of visits. */
interface Look {
  before: RunSession[] | null;
  after: RunSession[] | null;
  changes: StoreChange[];
  operations: ProbeOperation[] | undefined;
  printed: string;
}

/** Reads a site's store and output after each group of visits. */
export class Observer {
  readonly #scene: Scene;
  readonly #journey: Journey;
  readonly #printed = new Printed();
  #sessions: RunSession[] | null = null;
  /** What happened since the last visit. */
  #meanwhile: string | undefined;

  constructor(scene: Scene, journey: Journey) {
    this.#scene = scene;
    this.#journey = journey;
  }

  /** The sessions in the store at the last look; null if it cannot be observed. */
  get sessions(): RunSession[] | null {
    return this.#sessions;
  }

  /** How many characters the app printed during the steps of a title. */
  printedAt(title: string): number {
    return this.#printed.lengthAt(title);
  }

  /** Reads the store, as the state before the next visit. */
  async look(): Promise<void> {
    this.#sessions = await this.#read();
  }

  /** The same after something else than a visit, such as a restart. */
  async lookAfter(what: string): Promise<void> {
    await this.look();
    this.#meanwhile = this.#meanwhile === undefined ? what : `${this.#meanwhile}, ${what}`;
  }

  /** Collects the facts of a group of visits, once their answers are complete. */
  async observe(exchanges: readonly Exchange[], isAtOnce: boolean): Promise<HeldBack> {
    const look = await this.#lookAt(exchanges);
    const visited = this.#visited(exchanges, look);
    if (!isAtOnce) followSessions(visited);
    const { before, after, operations, printed } = look;
    const { facts } = this.#scene.running;
    const taken = this.#journey.take(visited, facts, operations, after, isAtOnce);
    // A write by the sign-in itself is not too late.
    const hasSignIn = exchanges.some(({ asked }) => asked.signsIn);
    const then = hasSignIn || isAtOnce ? after : before;
    const isLost = taken.some(({ signIn }) => signIn === 'lost');
    const { signal } = this.#scene.context;
    const isLate = isLost && (await isSavedLate(then, after, () => this.#read(), signal));
    const visits = visited.flatMap((one, index): HeldVisit[] => {
      const past = taken[index];
      return past ? [{ ...one, past: isLate ? { ...past, isSavedLate: true } : past }] : [];
    });
    return holdBack(visits, this.#journey, printed);
  }

  async #lookAt(exchanges: readonly Exchange[]): Promise<Look> {
    const { context, running } = this.#scene;
    const { sessionIds } = context;
    const before = this.#sessions;
    await this.look();
    const after = this.#sessions;
    const operations = running.takeOperations();
    if (exchanges.some(saysMuch)) await pause(LAST_WORDS_MS);
    const printed = running.takePrinted();
    sessionIds.learn(operations, after);
    this.#printed.take(printed, exchanges);
    for (const exchange of exchanges) exchange.session = sessionIds.of(exchange, after);
    const changes = before && after ? storeChanges(before, after) : [];
    return { before, after, changes, operations, printed };
  }

  #visited(exchanges: readonly Exchange[], look: Look): Array<Visited & { context: StepContext }> {
    const { context, site, flow, pace } = this.#scene;
    const { secrets, aliases, began, sessionIds, protectedPage } = context;
    const { before, after, changes, operations } = look;
    const owners = new Attribution(exchanges, aliases);
    const secret = this.#printed.secret(sessionIds.asked, [before, after]);
    const meanwhile = this.#meanwhile;
    this.#meanwhile = undefined;
    return exchanges.map((exchange, index) => {
      const stepContext: StepContext = {
        site,
        flow,
        pace,
        began,
        secrets,
        aliases,
        before,
        meanwhile: index === 0 ? meanwhile : undefined,
        isSession: sessionIds.knows,
        protectedPage,
        store: after && {
          changes: changes.filter(({ session }) => owners.ofChange(session) === exchange),
          operations: operations?.filter((one) => owners.ofOperation(one) === exchange),
          sessions: after,
        },
      };
      const seen = observedOf(exchange, stepContext);
      // The output of an app that somebody else has started cannot be observed.
      if (!('url' in site.entry)) seen.printed = { secret };
      return { exchange, context: stepContext, seen };
    });
  }

  async #read(): Promise<RunSession[] | null> {
    const { context, running } = this.#scene;
    const sessions = await running.readStore();
    return sessions && context.runSessions.of(sessions);
  }
}
