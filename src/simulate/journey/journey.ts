import { isHidden, isKeptOut, isLetIn, type Past, type SignIn } from '../../checks/observed.ts';
import { signInBy } from '../../checks/sign-in.ts';
import type { RunSession } from '../../events/store.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import type { RuleId } from '../../rules/rules.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import { SIGN_OUT } from '../../visitor/forms/sign-in-form.ts';
import { logsNobodyOut } from '../../visitor/log-out.ts';
import { ClosedPages, isAt, opensFormAlone, promiseIn } from './closed-pages.ts';
import { tookInvented } from './invented.ts';
import { aStranger, type KnownVisitor } from './known-visitor.ts';
import type { Limits } from './limits.ts';
import { type Parted, partedVisits } from './parted.ts';
import type { ProtectedPage } from './protected-page.ts';
import type { SessionHistory } from './session-history.ts';
import {
  isAskedForCode,
  isAtEnd,
  isMeantToFail,
  isSameAnswer,
  isSameRedirect,
  isSignIn,
  isToBeShown,
  signInWithout,
} from './sign-ins.ts';
import type { Visited } from './visited.ts';

/** The history of the visitors in a flow, which is a part of what each step is judged by. */
export class Journey {
  readonly #history: SessionHistory;
  readonly #visitors = new Map<string, KnownVisitor>();
  readonly #closed: ClosedPages;
  /** Pages that a stranger was let in to, although the flow says otherwise. */
  readonly #open = new Set<string>();
  readonly #page: ProtectedPage;
  readonly #limits: Limits;
  #hasIdleSession = false;
  /** The store operations during the current group. */
  #operations: readonly ProbeOperation[] | undefined;

  constructor(history: SessionHistory, page: ProtectedPage, limits: Limits) {
    this.#history = history;
    this.#page = page;
    this.#closed = new ClosedPages(page);
    this.#limits = limits;
  }

  /** Whether it is still unknown if somebody's sign-in has worked. */
  get isOpen(): boolean {
    return [...this.#visitors.values()].some(({ signIn }) => signIn === 'open');
  }

  /** Whether somebody's sign-in did not work, or the page redirects members too: later steps would show nothing. */
  get isOver(): boolean {
    return [...this.#visitors.values()].some(({ signIn, isLedOn }) => isLedOn || isAtEnd(signIn));
  }

  get wasRefused(): boolean {
    return [...this.#visitors.values()].some(({ signIn }) => signIn === 'refused');
  }

  /** What is known so far about the sign-in of an exchange. */
  signInOf(exchange: Exchange): SignIn {
    const { signIn, left } = this.#visitor(exchange.visitor);
    return left && left.by === exchange ? left.signIn : signIn;
  }

  /** What came before each visit of a group, whose visits may be simultaneous. */
  take(
    group: readonly Visited[],
    app: Past['app'],
    operations: readonly ProbeOperation[] | undefined,
    sessions: readonly RunSession[] | null,
    isAtOnce: boolean,
  ): Past[] {
    this.#operations = operations;
    this.#history.learn(operations, sessions);
    const parted = isAtOnce ? partedVisits(group) : new Map<Exchange, Parted>();
    const pasts = group.map((visited) => {
      const past = this.#pastOf(visited, app, parted, isAtOnce && group.length > 1);
      if (!isAtOnce) this.#note(visited, false);
      return past;
    });
    // Of simultaneous visits, none came before another.
    if (isAtOnce) for (const visited of group) this.#note(visited, group.length > 1);
    return pasts.map((past, index) => {
      const exchange = group[index]?.exchange;
      if (!exchange) return past;
      const { isLedOn = false, isAskedForCode = false } = this.#visitor(exchange.visitor);
      return { ...past, isLedOn, isAskedForCode, signIn: this.#signInAt(exchange, past) };
    });
  }

  /** The sign-in as it is known after a step, including the verdict of this step. */
  #signInAt(exchange: Exchange, past: Past): SignIn {
    const now = this.#visitor(exchange.visitor).signIn;
    return !past.isThief && (isAtEnd(now) || now === 'worked') ? now : past.signIn;
  }

  #pastOf(
    { exchange, seen }: Visited,
    app: Past['app'],
    parted: ReadonlyMap<Exchange, Parted>,
    isParallel: boolean,
  ): Past {
    const { visit, visitor, session } = exchange;
    const { signIn, promised, hasLoggedOut, hasNoLogOut, isNotAskedAgain } = this.#visitor(visitor);
    const { session: had } = this.#visitor(visitor);
    const isThief = visit.cookiesAfter !== undefined;
    const history = this.#history;
    return {
      app,
      signIn: isThief ? 'none' : signIn,
      isThief,
      hasNoLogOut,
      hasLoggedOut,
      ...(!isThief && seen.session.before === undefined && !hasLoggedOut && { dropped: had }),
      isLoggedOut: history.isLoggedOut(session.before) || (isThief && hasLoggedOut),
      isOpenedByOthers:
        !isThief && signIn === 'none' && this.#closed.has(seen.request.path) && this.#isSomeoneIn,
      isFromBeforeSignIn: isThief && history.isFromBeforeSignIn(session.before),
      isParallel: history.isParallel(session.before) || (exchange.asked.signsIn && isParallel),
      isElsewhere: history.isElsewhere(exchange),
      isRestarted: history.isRestarted(session.before),
      isTornApart: parted.get(exchange) === 'torn',
      isOutrun: parted.get(exchange) === 'outrun',
      isSavedLate: false,
      isRevived: history.isRevived(session.before),
      promised,
      isOpenToAll: this.#open.has(seen.request.path) && !this.#page.isToldApart(seen.request.path),
      hasKeptId: history.hasKeptId(session.before) && isSignIn(exchange, seen, isNotAskedAgain),
      isInvented: tookInvented(exchange, seen, this.#closed),
      ids: history.ids,
      hasOwnLimits: this.#limits.areOwn,
      isTooLate: this.#limits.arePast(exchange),
      ...history.cookieOf(exchange),
      isDueToMove: !isThief && history.isDueToMove(exchange),
      hasIdleSession: this.#isFirstIdle(app),
    };
  }

  #isFirstIdle(app: Past['app']): boolean {
    if (this.#hasIdleSession || !app?.hasIdleSession) return false;
    this.#hasIdleSession = true;
    return true;
  }

  get #isSomeoneIn(): boolean {
    return [...this.#visitors.values()].some(({ signIn }) => ['open', 'worked'].includes(signIn));
  }

  #visitor(name: string): KnownVisitor {
    const known = this.#visitors.get(name);
    if (known) return known;
    const visitor = aStranger();
    this.#visitors.set(name, visitor);
    return visitor;
  }

  #note({ exchange, seen }: Visited, isParallel: boolean): void {
    const { visit, request } = exchange;
    if (visit.cookiesAfter !== undefined) return;
    const visitor = this.#visitor(exchange.visitor);
    this.#history.note(exchange, isParallel);
    this.#limits.note(exchange);
    visitor.session = seen.session.after;
    // If another site's page sent it, the visitor has done nothing.
    if (visit.trickedBy !== undefined) return;
    visitor.isAskedForCode = isAskedForCode(visitor, exchange, seen);
    // Whoever comes with a made-up id is a stranger: what they are shown says nothing about the sign-in before.
    if (visit.inventsId) visitor.signIn = 'none';
    const isClosed = visit.expect?.some(({ asksToSignIn }) => asksToSignIn) === true;
    const isStranger = isClosed && visitor.signIn === 'none' && !this.#isSomeoneIn;
    if (isStranger && isLetIn(seen)) this.#open.add(seen.request.path);
    const isMember = visitor.signIn === 'open' || visitor.signIn === 'worked';
    this.#page.note(seen, isStranger ? 'stranger' : isMember ? 'member' : 'somebody');
    if (exchange.asked.signsIn) {
      this.#noteSignIn(visitor, { exchange, seen }, isMember);
    } else if ('signOut' in visit.do || SIGN_OUT.test(request.url.pathname)) {
      this.#noteLogOut(visitor, exchange);
    } else if (request.method === 'GET') {
      this.#read(visitor, { exchange, seen }, isClosed);
      // If pages lead round and round, that is said of them, and nothing of where the sign-in leads.
      const isBack = isAt(visitor.wanted, request.url) || exchange.goesRound === true;
      if ('follow' in visit.do && isBack) visitor.hasReturned = true;
    }
  }

  #noteSignIn(visitor: KnownVisitor, { exchange, seen }: Visited, isMember: boolean): void {
    const signIn = signInBy(seen);
    if (isMeantToFail(exchange, seen)) {
      visitor.isNotAskedAgain = isMember && isSameAnswer(seen, visitor.trial?.seen);
      return;
    }
    // An app may not show a form to signed-in visitors, and not accept an old one from them.
    if (isMember && exchange.asked.isOfOldForm && signIn === 'refused') return;
    const isAgain = visitor.signIn === 'worked' && isSameRedirect(seen, visitor.trial?.seen);
    visitor.signIn = isAgain ? 'open' : signIn;
    visitor.trial = { exchange, seen };
    visitor.wanted = visitor.promised;
    visitor.hasReturned = false;
    delete visitor.promised; // It was for this sign-in only.
    visitor.hasLoggedOut = false;
    if (visitor.signIn === 'open') this.#history.signedIn(exchange, this.#operations);
  }

  #noteLogOut(visitor: KnownVisitor, exchange: Exchange): void {
    visitor.hasNoLogOut = logsNobodyOut(exchange);
    if (visitor.hasNoLogOut) return;
    if (visitor.trial) visitor.left = { by: visitor.trial.exchange, signIn: visitor.signIn };
    visitor.signIn = 'none';
    visitor.hasLoggedOut = true;
    this.#history.loggedOut(exchange);
  }

  #read(visitor: KnownVisitor, { exchange, seen }: Visited, isClosed: boolean): void {
    const { path } = seen.request;
    if (opensFormAlone(exchange, seen, visitor.promised)) delete visitor.promised;
    // A page with the form may be the page to sign in at.
    const isForm = seen.response?.location === undefined && (seen.response?.status ?? 500) < 300;
    if (visitor.signIn === 'none' && isKeptOut(seen) && (isClosed || !isForm)) {
      this.#closed.take(seen, isClosed);
      visitor.promised = promiseIn(seen, exchange.request.url) ?? visitor.promised;
    }
    if (visitor.signIn !== 'open' || !this.#closed.has(path)) return;
    if (this.#closed.leadsAllOn(seen)) return;
    if (isLetIn(seen)) visitor.signIn = 'worked';
    else if (this.#closed.leadsOn(seen)) {
      // Only if the flow expects to see this page: the sign-in itself may redirect to it, which shows nothing.
      visitor.isLedOn = isToBeShown(exchange);
      if (visitor.isLedOn) visitor.signIn = 'worked';
    } else if (isKeptOut(seen) && !isHidden(seen)) {
      visitor.signIn = signInWithout(path, visitor);
    }
  }

  /**
   * Notes which rule's breach lost a sign-in, if its own step shows that: what follows from it is not another fault.
   */
  explain({ visitor, asked: { signsIn } }: Exchange, rule: RuleId | undefined): void {
    if (signsIn) this.#visitor(visitor).lostBy = rule;
  }

  /** What is only known about a step from later steps. */
  toldLater({ visitor, asked: { signsIn } }: Exchange): Pick<Past, 'lostBy' | 'hasReturned'> {
    const { lostBy, hasReturned } = this.#visitor(visitor);
    return { hasReturned: hasReturned === true, ...(!signsIn && lostBy && { lostBy }) };
  }
}
