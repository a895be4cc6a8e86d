import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { type Credentials, type Flow, withCredentials } from '../flows/flow.ts';
import { inGroups } from '../flows/groups.ts';
import { withWayIn } from '../flows/way-in.ts';
import { AsProxy, outsideProxy } from '../site/as-proxy.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import type { Site } from '../site/site.ts';
import { Client, type Sender } from '../visitor/http/http.ts';
import { KeepAliveClient } from '../visitor/http/keep-alive.ts';
import { guardOf } from '../visitor/on-site.ts';
import { KnownPages } from './known-pages.ts';
import { otherNameIn, visitorName } from './names.ts';
import type { SessionLedger } from './session-ledger.ts';
import type { SessionWatch } from './session-watch.ts';
import type { Tally } from './tally.ts';
import { type LoadContext, LoadVisitor, type Part } from './visitor.ts';

/** The pause before another request to a site that did not answer. */
const RESPITE_MS = 100;

/** Spare connections keep a visitor from always using the same connection, and so the same process. */
const SPARE_CONNECTIONS = 3;

export interface CrowdOptions {
  site: Site;
  flow: Flow;
  /** The number of visitors, at least 1. */
  users: number;
  /** How many of them are active at the same time, at least 1. */
  concurrency: number;
  /** For how long visitors start the flow again, in milliseconds; if absent, each goes through it once. */
  duration?: number;
  /** The account for all visitors. If absent, each visitor has their own name: `user-1`, `user-2`, … */
  credentials?: Credentials;
  /** The time limit of a response, in milliseconds. */
  timeout: number;
}

/** All visitors of a load, of which only some are active at a time. */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #running: RunningSite;
  readonly #tally: Tally;
  readonly #signal: AbortSignal;
  readonly #client: Sender;
  readonly #context: LoadContext;
  #requests = 0;

  constructor(
    options: CrowdOptions,
    running: RunningSite,
    counts: { tally: Tally; ledger: SessionLedger; watch: SessionWatch },
    signal: AbortSignal,
  ) {
    const { site, users, credentials, timeout } = options;
    this.#options = options;
    this.#running = running;
    this.#tally = counts.tally;
    this.#signal = signal;
    const secure = running.urls.some((url) => url.startsWith('https:'));
    const guard = guardOf(() => running.urls);
    const client = secure
      ? new Client(timeout, guard)
      : new KeepAliveClient(timeout, guard, SPARE_CONNECTIONS);
    this.#client = site.behindProxy ? new AsProxy(client) : client;
    this.#context = {
      ...counts,
      site,
      password: credentials?.password ?? '',
      client: this.#client,
      pages: new KnownPages(),
      signal,
      homeUrl: this.#urlOf(1),
      nextUrl: (instance) => this.#urlOf(instance ?? this.#nextInstance()),
      otherNameIn: (text, own) => (credentials ? undefined : otherNameIn(text, own, users)),
    };
  }

  /**
   * Sends each visitor through the flow: once, or again and again until the time is over.
   *
   * @throws Failure `app-failed` if the app has ended, or if no request was answered so far
   */
  async goThrough(): Promise<void> {
    const { users, concurrency, duration } = this.#options;
    const idle = Array.from({ length: users }, (_, index) => this.#part(index + 1));
    const until = performance.now() + (duration ?? Number.POSITIVE_INFINITY);
    const goOn = async () => {
      for (let part = idle.shift(); part && performance.now() < until; part = idle.shift()) {
        await this.#send(part);
        if (duration !== undefined) idle.push(part);
      }
    };
    // Ends open requests at once: after an abort, nobody needs their answers.
    const close = () => this.#client.close();
    this.#signal.addEventListener('abort', close, { once: true });
    try {
      await Promise.all(Array.from({ length: Math.min(users, concurrency) }, goOn));
    } finally {
      close();
    }
  }

  #part(number: number): Part {
    const { flow, credentials } = this.#options;
    const { user, password } = credentials ?? { user: visitorName(number), password: '' };
    const way = this.#options.site.way ?? {};
    const { steps } = withCredentials(withWayIn(flow, way), { user, password });
    return { name: user, steps: inGroups(steps, 'patient') };
  }

  async #send(part: Part): Promise<void> {
    const outcome = await new LoadVisitor(this.#context, part).goThrough();
    this.#signal.throwIfAborted();
    this.#tally.flowEnded(outcome === 'held');
    if (outcome !== 'unanswered') return;

    const respite = pause(RESPITE_MS, undefined, { signal: this.#signal });
    const [failure] = await Promise.all([this.#running.failure(), respite]);
    if (failure) throw failure;
    const { requests, why } = this.#tally.soFar;
    if (requests > 0) return;
    const { name } = this.#options.site;
    throw new Failure('app-failed', `${name} does not answer: ${why}. Check that it is running.`);
  }

  #urlOf(instance: number): string {
    const url = this.#running.urlOf(instance);
    return this.#options.site.behindProxy ? outsideProxy(url) : url;
  }

  #nextInstance(): number {
    this.#requests += 1;
    return 1 + (this.#requests % this.#running.urls.length);
  }
}
