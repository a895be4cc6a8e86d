import { setTimeout as pause } from 'node:timers/promises';
import { resultsOn } from '../checks/checks.ts';
import { missedBy } from '../checks/missed.ts';
import type { Finding } from '../events/load.ts';
import { Captures } from '../flows/captures.ts';
import type { Capture, Visit } from '../flows/flow.ts';
import { doGroup, type Group, type inGroups } from '../flows/groups.ts';
import { wayOrUsual } from '../flows/way-in.ts';
import { Aliases } from '../masking/aliases.ts';
import { Secrets } from '../masking/secrets.ts';
import { own, type Told } from '../masking/told.ts';
import type { RuleId } from '../rules/rules.ts';
import { locationOf, observedOf } from '../simulate/observe/observed.ts';
import { complete } from '../simulate/observe/step.ts';
import type { Site } from '../site/site.ts';
import { captured } from '../visitor/captured.ts';
import type { Exchange } from '../visitor/exchange.ts';
import { SIGN_OUT } from '../visitor/forms/sign-in-form.ts';
import type { Sender } from '../visitor/http/http.ts';
import { isForOthers } from '../visitor/left-out.ts';
import type { Page } from '../visitor/page.ts';
import { Visitor } from '../visitor/visitor.ts';
import { type Breach, breachOf, type VisitorAnswer } from './breaches.ts';
import type { KnownPages } from './known-pages.ts';
import type { SessionLedger } from './session-ledger.ts';
import type { SessionWatch } from './session-watch.ts';
import type { Tally } from './tally.ts';

/** What all visitors of a load share. */
export interface LoadContext {
  site: Site;
  password: string;
  client: Sender;
  pages: KnownPages;
  ledger: SessionLedger;
  tally: Tally;
  watch: SessionWatch;
  signal: AbortSignal;
  /** The name of another visitor in a text. */
  otherNameIn(text: string, own: string): string | undefined;
  /** The address of the site's first process. */
  homeUrl: string;
  /**
   * The address for a request: of a process, counted from 1; if none is named, each call returns the next one in turn.
   */
  nextUrl(instance: number | undefined): string;
}

/** The name of a visitor, and the steps to do. */
export interface Part {
  name: string;
  steps: ReturnType<typeof inGroups>;
}

/** The end of a visitor's way through the flow: all was right, something was wrong, or a request was not answered. */
export type Outcome = 'held' | 'broken' | 'unanswered';

/** A visitor of a load, who starts without cookies, and goes through the flow once. */
export class LoadVisitor {
  readonly #context: LoadContext;
  readonly #part: Part;
  readonly #aliases = new Aliases();
  readonly #secrets = new Secrets(this.#aliases, false);
  readonly #captures = new Captures();
  /** By the names of the visitors in the flow. */
  readonly #browsers = new Map<string, Visitor>();

  constructor(context: LoadContext, part: Part) {
    this.#context = context;
    this.#part = part;
    this.#secrets.password(context.password);
  }

  /** Does the steps in order, until something is wrong. */
  async goThrough(): Promise<Outcome> {
    for (const step of this.#part.steps) {
      if ('wait' in step) {
        await pause(step.wait * 1000, undefined, { signal: this.#context.signal });
      } else if ('visits' in step) {
        const onTheWay = await this.#findForms(step);
        const outcome = onTheWay === 'held' ? await this.#visitAll(step) : onTheWay;
        if (outcome !== 'held') return outcome;
      }
    }
    return 'held';
  }

  /** Opens the page of a form first, if the visitor does not see the form that a visit fills in. */
  async #findForms({ visits }: Group): Promise<Outcome> {
    for (const visit of visits) {
      const visitor = visit.trickedBy ?? visit.visitor ?? 'A';
      const browser = this.#browser(visitor);
      const before = () => browser.before({ ...visit, visitor });
      for (let next = before(); next; next = before()) {
        const outcome = await this.#visitAll({ visits: [next], how: 'in turn' });
        if (outcome !== 'held') return outcome;
      }
    }
    return 'held';
  }

  async #visitAll(group: Group): Promise<Outcome> {
    const exchanges = await doGroup(
      group,
      (visit, rest) => this.#visit(visit, rest),
      () => Promise.resolve(),
      (visit) => this.#isLeftOut(visit),
    );
    const outcomes: Outcome[] = [];
    for (const exchange of exchanges) outcomes.push(await this.#judge(exchange));
    // Only now: requests that ran at the same time are judged by the state before them.
    for (const exchange of exchanges) this.#takeDown(exchange);
    return outcomes.find((outcome) => outcome !== 'held') ?? 'held';
  }

  async #visit(visit: Visit, rest?: Promise<unknown>): Promise<Exchange> {
    const { pages, tally, signal, nextUrl } = this.#context;
    const browser = this.#browser(visit.visitor ?? 'A');
    const began = performance.now();
    const filled = this.#captures.fill(visit);
    const lurer = this.#lurer(visit);
    const exchange = await browser.visit(filled, nextUrl(visit.instance), rest, signal, lurer);
    await complete(exchange, (html) => pages.read(html, this.#part.name));
    if (exchange.page) tally.answered(visit.title, performance.now() - began);
    browser.see(exchange);
    exchange.session = await this.#context.watch.of(exchange);
    const find = (capture: Capture) => captured(capture, exchange);
    exchange.missed = this.#captures.take(visit, find);
    return exchange;
  }

  #isLeftOut(visit: Visit): boolean {
    if (isForOthers(visit, (name = 'A') => this.#browser(name))) return true;
    return this.#lurer(visit)?.lures(this.#captures.fill(visit), this.#context.homeUrl) === false;
  }

  #lurer({ trickedBy }: Visit): Visitor | undefined {
    return trickedBy === undefined ? undefined : this.#browser(trickedBy);
  }

  #browser(name: string): Visitor {
    const known = this.#browsers.get(name);
    if (known) return known;
    const browser = new Visitor(
      name,
      this.#context.client,
      this.#secrets,
      wayOrUsual(this.#context.site.way),
    );
    this.#browsers.set(name, browser);
    return browser;
  }

  async #judge(exchange: Exchange): Promise<Outcome> {
    const { tally, ledger } = this.#context;
    const { visit, page, error = own('none') } = exchange;
    const finding = (expected: Told, got: Told, rule?: RuleId): Finding => ({
      ...(rule && { rule }),
      visitor: this.#part.name,
      step: visit.title,
      expected: this.#withoutSecrets(expected),
      got: this.#withoutSecrets(got),
    });
    if (!page) {
      tally.unanswered(finding(own('an answer'), error));
      return 'unanswered';
    }
    const breach = breachOf(this.#answer(exchange, page));
    if (!breach) return 'held';
    // Only the first breach of each kind is reported with its rule.
    const rule = tally.knows(breach.invariant) ? undefined : await this.#ruleOf(breach, exchange);
    tally.broke(breach.invariant, () => finding(breach.expected, breach.got, rule));
    for (const id of Object.values(exchange.session)) if (id) ledger.tell(id);
    return 'broken';
  }

  async #ruleOf({ invariant, rule }: Breach, { session }: Exchange): Promise<RuleId | undefined> {
    const { watch } = this.#context;
    const isAlone = this.#part.steps.every((step) => !('visits' in step) || step.how !== 'at once');
    if (invariant === 'lost') return watch.ruleOfLoss(session.before);
    if (invariant === 'undone') return watch.ruleOfReturn(session.before, isAlone);
    return rule;
  }

  #answer(exchange: Exchange, page: Page): VisitorAnswer {
    const { site, ledger, otherNameIn } = this.#context;
    const { name } = this.#part;
    const { session } = exchange;
    const location = locationOf(exchange);
    const seen = observedOf(exchange, {
      aliases: this.#aliases,
      secrets: this.#secrets,
      site,
      pace: 'patient',
      before: null,
      store: null,
      isSession: () => true,
    });
    const words = [
      page.text,
      location?.to ?? '',
      ...page.forms.flatMap(({ fields }) => fields.map(({ value }) => value)),
    ];
    return {
      visitor: name,
      seen,
      failed: [...missedBy(exchange), ...resultsOn(exchange.visit.expect ?? [], seen)].find(
        ({ passed }) => !passed,
      ),
      shown: otherNameIn(words.join('\n'), name),
      owner: session.after === undefined ? undefined : ledger.claim(session.after, name),
      carried: ledger.standingOf(session.before),
    };
  }

  /** Keeps how the exchange changed the state of the session. */
  #takeDown({ visit, request, session, asked, page }: Exchange): void {
    if (!page) return;
    const { ledger } = this.#context;
    const refused = visit.expect?.some(({ refusesSignIn }) => refusesSignIn);
    if (asked.signsIn && !refused && session.after) ledger.mark(session.after, 'signed in');
    if (SIGN_OUT.test(request.url.pathname) && session.before) {
      ledger.mark(session.before, 'signed out');
    }
  }

  #withoutSecrets(sentence: Told): string {
    return sentence.text((outside) => this.#context.ledger.hide(this.#secrets.hide(outside)));
  }
}
