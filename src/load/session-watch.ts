import type { ProbeOperation } from '../probe/messages.ts';
import type { RuleId } from '../rules/rules.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import type { Exchange, SignedCookie } from '../visitor/exchange.ts';

/** A cookie whose id the app did not look up in its store for so many times is not a session cookie. */
const MOST_DOUBTS = 3;
/** The longest wait for pending answers of a store, in milliseconds. */
const SETTLE_MS = 500;

/**
 * Finds out which signed cookies are session cookies, and what became of the sessions, by the operations on the store.
 * Without a probe, the sessions of the exchange itself are used.
 */
export class SessionWatch {
  readonly #running: Pick<RunningSite, 'takeOperations' | 'settle' | 'facts'>;
  readonly #count: (operations: readonly ProbeOperation[]) => void;
  readonly #asked = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #destroyed = new Set<string>();
  /** By the name of a cookie: how often the app did not look up its id. Infinity once it did. */
  readonly #names = new Map<string, number>();
  #isSeen = false;

  /** @param count is called with all operations, each once */
  constructor(
    running: Pick<RunningSite, 'takeOperations' | 'settle' | 'facts'>,
    count: (operations: readonly ProbeOperation[]) => void,
  ) {
    this.#running = running;
    this.#count = count;
  }

  /** Whether a probe reports the operations on the store. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** Handles the operations on the store since the last call. */
  hear(): void {
    const operations = this.#running.takeOperations();
    this.#isSeen ||= operations !== undefined;
    for (const { name, sessionId, found, error } of operations ?? []) {
      if (sessionId === undefined) continue;
      this.#asked.add(sessionId);
      if (error !== undefined) continue;
      if (name === 'set') this.#kept.add(sessionId);
      else if (name === 'destroy') this.#destroyed.add(sessionId);
      else if (name === 'get' && found === false) this.#missing.add(sessionId);
    }
    this.#count(operations ?? []);
  }

  /** The visitor's session before and after an exchange. */
  async of({ signed, session }: Exchange): Promise<Exchange['session']> {
    const all = [...signed.after, ...signed.before];
    if (all.some(({ name }) => this.#isOpen(name))) await this.#learn(all);
    if (!this.#isSeen) return session;
    const name = all.find(
      (cookie) => this.#names.get(cookie.name) === Number.POSITIVE_INFINITY,
    )?.name;
    const idIn = (cookies: readonly SignedCookie[]) =>
      cookies.find((cookie) => cookie.name === name)?.id;
    return { before: idIn(signed.before), after: idIn(signed.after) };
  }

  /** The rule that a lost session breaks, if that is known. */
  async ruleOfLoss(sessionId: string | undefined): Promise<RuleId | undefined> {
    if ((this.#running.facts?.memories ?? 0) > 1) return 'memory-not-shared';
    await this.#settle();
    if (sessionId === undefined) return undefined;
    const isItsStores = this.#kept.has(sessionId) && !this.#destroyed.has(sessionId);
    return isItsStores && this.#missing.has(sessionId) ? 'parallel-writes-kept' : undefined;
  }

  /**
   * The rule that is broken if a cookie is still valid after the log-out.
   *
   * @param isAlone whether no other request ran during the log-out
   */
  async ruleOfReturn(sessionId: string | undefined, isAlone: boolean): Promise<RuleId | undefined> {
    await this.#settle();
    if (!this.#isSeen) return isAlone ? 'logout-ends-session' : undefined;
    const isDestroyed = sessionId !== undefined && this.#destroyed.has(sessionId);
    return isDestroyed ? 'logout-final' : 'logout-ends-session';
  }

  #isOpen(name: string): boolean {
    return (this.#names.get(name) ?? 0) < MOST_DOUBTS;
  }

  async #learn(cookies: readonly SignedCookie[]): Promise<void> {
    await this.#settle();
    for (const { name, id } of cookies) {
      if (!this.#isOpen(name)) continue;
      const doubts = (this.#names.get(name) ?? 0) + 1;
      this.#names.set(name, this.#asked.has(id) ? Number.POSITIVE_INFINITY : doubts);
    }
  }

  async #settle(): Promise<void> {
    await this.#running.settle(SETTLE_MS);
    this.hear();
  }
}
