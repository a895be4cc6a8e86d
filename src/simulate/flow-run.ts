import { setTimeout as pause } from 'node:timers/promises';
import type { Follow, RunSession, StepEvent } from '../events/run.ts';
import { Captures } from '../flows/captures.ts';
import type { Capture, Flow, Visit } from '../flows/flow.ts';
import { doGroup, type Group, inGroups } from '../flows/groups.ts';
import { secretsOf } from '../flows/secrets.ts';
import type { WayIn } from '../flows/way-in.ts';
import type { Aliases } from '../masking/aliases.ts';
import type { Secrets } from '../masking/secrets.ts';
import { duration } from '../quantities.ts';
import type { Session } from '../sessions/session.ts';
import { AsProxy, outsideProxy } from '../site/as-proxy.ts';
import type { RunningSite } from '../site/running-site.ts';
import { meets, type Site } from '../site/site.ts';
import { captured } from '../visitor/captured.ts';
import type { Exchange } from '../visitor/exchange.ts';
import { Client, type Sender } from '../visitor/http.ts';
import { doorTo } from '../visitor/on-site.ts';
import { Visitor } from '../visitor/visitor.ts';
import { Attribution } from './attribution.ts';
import { complete, stepEvent } from './step.ts';
import { runSessions, storeChanges } from './store-changes.ts';

/** What stays the same through a run of several flows. */
export interface RunContext {
  site: Site;
  aliases: Aliases;
  secrets: Secrets;
  /** How visitors sign in to the site. */
  way: WayIn;
  reveal: boolean;
  /** How long a response may take, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  began: number;
}

/** One flow on one running site: does its steps, and tells of each. */
export class FlowRun {
  readonly #context: RunContext;
  readonly #flow: Flow;
  readonly #follow: Follow;
  readonly #running: RunningSite;
  readonly #client: Sender;
  readonly #visitors = new Map<string, Visitor>();
  readonly #captures = new Captures();
  #sessions: RunSession[] | null = null;
  /** What came between this step and the one before. */
  #meanwhile: string | undefined;

  constructor(context: RunContext, flow: Flow, follow: Follow, running: RunningSite) {
    this.#context = context;
    this.#flow = flow;
    this.#follow = follow;
    this.#running = running;
    const client = new Client(
      context.timeout,
      doorTo(() => running.urls),
    );
    this.#client = context.site.behindProxy ? new AsProxy(client) : client;
  }

  /** What the store held after the last step; null where nobody can see it. */
  get sessions(): RunSession[] | null {
    return this.#sessions;
  }

  /**
   * Does the steps in order. Numbers are left at 0: whoever joins the flows of a run counts.
   *
   * @throws Failure `app-failed` where the app ends in the middle, `store-unreadable`, or `interrupted`
   */
  async *steps(): AsyncGenerator<StepEvent> {
    try {
      this.#sessions = await this.#look();
      const { site } = this.#context;
      const steps = this.#flow.steps.filter((step) => !('do' in step) || meets(site, step.only));
      for (const step of inGroups(steps, this.#follow)) {
        if ('visits' in step) {
          yield* this.#findForms(step);
          yield* this.#visitAll(step);
        } else if ('wait' in step) await this.#wait(step.wait);
        else await this.#restart();
      }
    } finally {
      this.#client.close();
    }
  }

  /** Where a visitor does not see the form that a visit fills in, they go to it first, as anybody would. */
  async *#findForms({ visits }: Group): AsyncGenerator<StepEvent> {
    for (const visit of visits) {
      const visitor = this.#visitor(visit.visitor ?? 'A');
      for (let next = visitor.before(visit); next; next = visitor.before(visit)) {
        yield* this.#visitAll({ visits: [next], how: 'in turn' });
      }
    }
  }

  async *#visitAll(group: Group): AsyncGenerator<StepEvent> {
    const { secrets, aliases, site, began } = this.#context;
    const before = this.#sessions;
    const exchanges = await doGroup(
      group,
      (visit, rest) => this.#visit(visit, rest),
      async ({ response }) => response?.body,
      ({ ifRedirected, only, visitor = 'A' }) =>
        !meets(site, only) || (ifRedirected === true && !this.#visitor(visitor).isRedirected),
    );
    if (exchanges.length === 0) return;
    await Promise.all(exchanges.map((exchange) => this.#complete(exchange)));
    this.#context.signal.throwIfAborted();

    const after = await this.#look();
    this.#sessions = after;
    const changes = before && after ? storeChanges(before, after) : [];
    const operations = this.#running.takeOperations();
    const owners = new Attribution(exchanges, aliases);
    const meanwhile = this.#meanwhile;
    this.#meanwhile = undefined;
    yield* exchanges.map((exchange, index) =>
      stepEvent(exchange, {
        site,
        flow: this.#flow.name,
        follow: this.#follow,
        began,
        secrets,
        aliases,
        before,
        meanwhile: index === 0 ? meanwhile : undefined,
        store: after && {
          changes: changes.filter(({ session }) => owners.ofChange(session) === exchange),
          operations: operations?.filter((one) => owners.ofOperation(one) === exchange),
          sessions: after,
        },
      }),
    );
    if (exchanges.some(({ error }) => error !== undefined)) await this.#checkThatItLives();
  }

  async #checkThatItLives(): Promise<void> {
    const failure = await this.#running.failure();
    if (failure) throw failure;
  }

  #visit(visit: Visit, rest?: Promise<unknown>): Promise<Exchange> {
    const { signal, secrets, site } = this.#context;
    const filled = this.#captures.fill(visit);
    for (const secret of secretsOf(filled)) secrets.password(secret);
    const url = this.#running.urlOf(visit.instance ?? 1);
    return this.#visitor(visit.visitor ?? 'A').visit(
      filled,
      site.behindProxy ? outsideProxy(url) : url,
      rest,
      signal,
    );
  }

  #visitor(name: string): Visitor {
    const known = this.#visitors.get(name);
    if (known) return known;
    const { secrets, way } = this.#context;
    const visitor = new Visitor(name, this.#client, secrets, way);
    this.#visitors.set(name, visitor);
    return visitor;
  }

  /** Waits for the whole response, and shows the visitor the page. */
  async #complete(exchange: Exchange): Promise<void> {
    this.#visitor(exchange.visitor).see(await complete(exchange));
    const find = (capture: Capture) => captured(capture, exchange);
    exchange.missed = this.#captures.take(exchange.visit, find);
  }

  async #look(): Promise<RunSession[] | null> {
    const records: Session[] | null = await this.#running.readStore();
    const { aliases, reveal } = this.#context;
    return records && runSessions(records, aliases, reveal);
  }

  async #wait(seconds: number): Promise<void> {
    await pause(seconds * 1000, undefined, { signal: this.#context.signal });
    this.#sessions = await this.#look();
    this.#meanwhile = `${duration(seconds * 1000)} went by`;
  }

  async #restart(): Promise<void> {
    await this.#running.restart();
    this.#sessions = await this.#look();
    this.#meanwhile = 'the site was restarted';
  }
}
