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

/** A site that does not answer is not asked again at once. */
const RESPITE_MS = 100;

/** So that no visitor keeps to one connection, and with it to one process. */
const SPARE_CONNECTIONS = 3;

export interface CrowdOptions {
  site: Site;
  flow: Flow;
  /** How many visitors there are, from 1 up. */
  users: number;
  /** How many of them are under way at the same time, from 1 up. */
  concurrency: number;
  /** For how long they begin anew, in milliseconds; once each where absent. */
  duration?: number;
  /** As whom everybody signs in. Where absent, each visitor has a name of their own: `user-1`, `user-2`, … */
  credentials?: Credentials;
  /** How long a response may take, in milliseconds. */
  timeout: number;
}

/** The visitors of a load, and how they take turns. */
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
   * Has the visitors go through the flow: each once, or again and again until the time is over.
   *
   * @throws Failure `app-failed` where the app has ended, or nothing has answered
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
    // What is under way ends at once, as nobody waits for it any more.
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
