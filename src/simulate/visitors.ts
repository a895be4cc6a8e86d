import { OWN_ORIGIN } from '../flows/built-in/rule-flows.ts';
import { Captures } from '../flows/captures.ts';
import type { Capture, Visit } from '../flows/flow.ts';
import { secretsOf } from '../flows/secrets.ts';
import { AsProxy, outsideProxy } from '../site/as-proxy.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import { captured } from '../visitor/captured.ts';
import type { Exchange } from '../visitor/exchange.ts';
import { Client, type Sender } from '../visitor/http/http.ts';
import { isForOthers } from '../visitor/left-out.ts';
import { guardOf } from '../visitor/on-site.ts';
import { Visitor } from '../visitor/visitor.ts';
import { complete } from './observe/step.ts';
import type { RunContext } from './run-context.ts';

/** Who does a step that names nobody. */
const FIRST = 'A';

/** The visitors of one flow, by name, and the values that its steps have taken down. */
export class Visitors {
  readonly #context: RunContext;
  readonly #running: RunningSite;
  readonly #client: Sender;
  readonly #visitors = new Map<string, Visitor>();
  readonly #captures = new Captures();

  constructor(context: RunContext, running: RunningSite) {
    this.#context = context;
    this.#running = running;
    const client = new Client(
      context.timeout,
      guardOf(() => running.urls),
    );
    this.#client = context.site.behindProxy ? new AsProxy(client) : client;
  }

  /** What a visitor does first, if they do not see the form that a visit fills in. */
  before(visit: Visit): Visit | undefined {
    if (isForOthers(visit, (name) => this.#named(name))) return undefined;
    const visitor = visit.trickedBy ?? visit.visitor;
    return this.#named(visitor).before({ ...visit, visitor });
  }

  /**
   * Whether a visit is only for somebody whose last response was another one, or no page can trick anybody into it.
   */
  isLeftOut(visit: Visit): boolean {
    if (isForOthers(visit, (name) => this.#named(name))) return true;
    const filled = this.#fill(visit);
    return this.#lurer(visit)?.lures(filled, this.#addressOf(visit)) === false;
  }

  /** Resolves at the response's headers, or when none can come any more. */
  visit(visit: Visit, rest?: Promise<unknown>): Promise<Exchange> {
    const { signal, secrets } = this.#context;
    const filled = this.#fill(visit);
    for (const secret of secretsOf(filled)) secrets.password(secret);
    const visitor = this.#named(visit.visitor);
    return visitor.visit(filled, this.#addressOf(visit), rest, signal, this.#lurer(visit));
  }

  /** Waits for the whole responses, and shows the visitors the pages, in the order in which they were asked for. */
  async complete(exchanges: readonly Exchange[]): Promise<void> {
    await Promise.all(exchanges.map((exchange) => complete(exchange)));
    // The body of a redirect may end after the page that it leads to.
    for (const exchange of exchanges) {
      this.#named(exchange.visitor).see(exchange);
      const find = (capture: Capture) => captured(capture, exchange);
      exchange.missed = this.#captures.take(exchange.visit, find);
    }
  }

  close(): void {
    this.#client.close();
  }

  #fill(visit: Visit): Visit {
    const filled = this.#captures.fill(visit);
    if (!('get' in filled.do) || !filled.do.get.includes(OWN_ORIGIN)) return filled;
    const { origin } = new URL(this.#addressOf(visit));
    const get = filled.do.get.replaceAll(OWN_ORIGIN, encodeURIComponent(origin));
    return { ...filled, do: { ...filled.do, get } };
  }

  #addressOf({ instance = 1 }: Visit): string {
    const url = this.#running.urlOf(instance);
    return this.#context.site.behindProxy ? outsideProxy(url) : url;
  }

  #lurer({ trickedBy }: Visit): Visitor | undefined {
    return trickedBy === undefined ? undefined : this.#named(trickedBy);
  }

  #named(name = FIRST): Visitor {
    const known = this.#visitors.get(name);
    if (known) return known;
    const { secrets, way } = this.#context;
    const visitor = new Visitor(name, this.#client, secrets, way);
    this.#visitors.set(name, visitor);
    return visitor;
  }
}
