import type { Pace, StepEvent } from '../events/run.ts';
import type { RunSession } from '../events/store.ts';
import type { Flow, Visit } from '../flows/flow.ts';
import { doGroup, type Group, inGroups } from '../flows/groups.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import type { Site } from '../site/site.ts';
import type { Exchange } from '../visitor/exchange.ts';
import { asksOnceMore } from '../visitor/log-out.ts';
import { Between } from './between.ts';
import { type Groups, isShared, lastInstanceIn, thatMeets, titlesIn } from './flow-steps.ts';
import { Journey } from './journey/journey.ts';
import { Limits } from './journey/limits.ts';
import { SessionHistory } from './journey/session-history.ts';
import type { HeldBack } from './observe/held.ts';
import { Observer } from './observe/observer.ts';
import type { RunContext } from './run-context.ts';
import { Visitors } from './visitors.ts';

/** How many groups may pass before a protected page decides whether a sign-in has worked. */
const MOST_HELD = 5;

/** How many may pass before a signed-in visitor sees the page, if strangers were shown something there. */
const MOST_HELD_FOR_PAGE = 8;

/** Runs one flow on one running site: does its steps, and reports each. */
export class FlowRun {
  readonly #context: RunContext;
  readonly #flow: Flow;
  readonly #site: Site;
  readonly #pace: Pace;
  readonly #running: RunningSite;
  readonly #visitors: Visitors;
  readonly #history: SessionHistory;
  readonly #journey: Journey;
  readonly #observer: Observer;
  #held: HeldBack[] = [];
  readonly #between: Between;

  constructor(context: RunContext, flow: Flow, pace: Pace, running: RunningSite) {
    this.#context = context;
    this.#flow = flow;
    const isSecure = running.urlOf(1).startsWith('https:');
    const hasSeveral = (context.instances ?? 1) > 1;
    this.#site = { ...context.site, isShared: isShared(context, running), hasSeveral, isSecure };
    this.#pace = pace;
    this.#running = running;
    this.#history = new SessionHistory(context.sessionIds.knows);
    this.#history.clockMoved(running.ahead);
    this.#journey = new Journey(this.#history, context.protectedPage, new Limits(flow.settings));
    this.#observer = new Observer(
      { context, site: this.#site, flow: flow.name, pace, running },
      this.#journey,
    );
    this.#visitors = new Visitors(context, running);
    this.#between = new Between(flow, running, context);
  }

  /** What the store held after the last step; null if it cannot be read. */
  get sessions(): RunSession[] | null {
    return this.#observer.sessions;
  }

  /**
   * Does the steps in order. Their numbers are 0: the caller numbers the steps of all flows.
   *
   * @throws Failure `app-failed` if the app ends before that, `store-unreadable`, or `interrupted`
   */
  async *steps(): AsyncGenerator<StepEvent> {
    try {
      await this.#observer.look();
      const site = this.#site;
      const steps = this.#flow.steps.flatMap((step) => thatMeets(step, site));
      const groups = inGroups(steps, this.#pace);
      for (const [index, step] of groups.entries()) {
        if ('visits' in step) {
          const next = groups.slice(index + 1);
          yield* this.#findForms(step, next);
          yield* this.#visitAll(step, next);
        } else await this.#meanwhileDo(step, groups.slice(index + 1));
        if (this.#journey.isOver) break;
      }
      yield* this.#release();
    } finally {
      this.#visitors.close();
      await this.#between.end();
    }
  }

  /** How many characters the app printed during the steps with a title. */
  printedAt(title: string): number {
    return this.#observer.printedAt(title);
  }

  /** Whether a sign-in was refused: no other flow will get further. */
  get wasRefused(): boolean {
    return this.#journey.wasRefused;
  }

  /** If a visitor does not see the form that a visit fills in, they open it first. */
  async *#findForms({ visits }: Group, rest: Groups): AsyncGenerator<StepEvent> {
    for (const visit of visits) {
      const before = () => this.#visitors.before(visit);
      for (let next = before(); next; next = before()) {
        yield* this.#visitAll({ visits: [next], how: 'in turn' }, rest);
      }
    }
  }

  /** Later visits show whether a sign-in worked: the event of the sign-in waits for that. */
  async *#visitAll(group: Group & { isAgain?: true }, next: Groups): AsyncGenerator<StepEvent> {
    const exchanges = await doGroup(
      group,
      (visit, rest) => this.#visitors.visit(visit, rest),
      async ({ response }) => response?.body,
      (visit) => this.#visitors.isLeftOut(visit),
    );
    if (exchanges.length === 0) return;
    await this.#visitors.complete(exchanges);
    this.#context.signal.throwIfAborted();
    this.#held.push(await this.#observer.observe(exchanges, group.how === 'at once'));
    const again = group.isAgain ? undefined : this.#logOutOnceMore(exchanges);
    if (again) {
      yield* this.#visitAll({ visits: [again], how: 'in turn', isAgain: true }, next);
    }
    const isStuck = exchanges.some(({ error }) => error !== undefined);
    if (isStuck || this.#journey.isOver || this.#held.length > this.#mostHeld) {
      yield* this.#release(this.#journey.isOver ? next.flatMap(titlesIn) : []);
    }
    if (exchanges.some(({ error }) => error !== undefined)) await this.#checkThatItLives();
  }

  /**
   * The log-out after a page that asks for confirmation. The visit of that page was no log-out, so it is not judged.
   */
  #logOutOnceMore([exchange, ...others]: readonly Exchange[]): Visit | undefined {
    if (!exchange || others.length > 0 || !asksOnceMore(exchange)) return undefined;
    const { visit, session } = exchange;
    const before = session.before && this.#context.aliases.ofSession(session.before);
    const hasEnded = before && this.sessions?.every((stored) => stored.session !== before);
    if (hasEnded) return undefined;
    exchange.visit = { ...visit, title: `${visit.title}, which asks once more`, expect: [] };
    return visit;
  }

  get #mostHeld(): number {
    if (this.#context.protectedPage.isUndecided) return MOST_HELD_FOR_PAGE;
    return this.#journey.isOpen ? MOST_HELD : 0;
  }

  /** @param leftOut the titles of the steps that will not come */
  *#release(leftOut: readonly string[] = []): Generator<StepEvent> {
    const held = this.#held;
    this.#held = [];
    for (const [index, { events }] of held.entries()) {
      yield* events(index === held.length - 1 ? leftOut : []);
    }
  }

  async #checkThatItLives(): Promise<void> {
    const failure = await this.#running.failure();
    if (failure) throw failure;
  }

  async #meanwhileDo(step: Exclude<Groups[number], Group>, next: Groups): Promise<void> {
    const what = await this.#between.do(step, lastInstanceIn(next));
    if ('restart' in step) this.#history.restarted();
    if ('clock' in step) this.#history.clockMoved(step.clock);
    await this.#observer.lookAfter(what);
  }
}
