import type { ProbeOperation } from '../probe/messages.ts';
import type { RuleId } from '../rules/rules.ts';
import type { RunningSite } from '../site/running/running-site.ts';
import type { Exchange, SignedCookie } from '../visitor/exchange.ts';

/** A cookie whose ids the app did not ask its store for so many times is its own affair. */
const MOST_DOUBTS = 3;
/** A store that never answers is not waited for longer than that, in milliseconds. */
const SETTLE_MS = 500;

/**
 * Which cookies stand for sessions, and what became of these, by what the app asks of its store. Where no probe tells,
 * each signed cookie may be one.
 */
export class SessionWatch {
  readonly #running: Pick<RunningSite, 'takeOperations' | 'settle' | 'facts'>;
  readonly #count: (operations: readonly ProbeOperation[]) => void;
  readonly #asked = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #destroyed = new Set<string>();
  /** How often it was seen that the ids of a cookie are none of sessions; Infinity where they are. */
  readonly #names = new Map<string, number>();
  #isSeen = false;

  /** @param count is told of all operations, once */
  constructor(
    running: Pick<RunningSite, 'takeOperations' | 'settle' | 'facts'>,
    count: (operations: readonly ProbeOperation[]) => void,
  ) {
    this.#running = running;
    this.#count = count;
  }

  /** Whether a probe tells what the app asks of its store. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** Takes down what the app has asked since the last call. */
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

  /** The rule by which a session was lost, where that is known. */
  async ruleOfLoss(sessionId: string | undefined): Promise<RuleId | undefined> {
    if ((this.#running.facts?.memories ?? 0) > 1) return 'memory-not-shared';
    await this.#settle();
    if (sessionId === undefined) return undefined;
    const isItsStores = this.#kept.has(sessionId) && !this.#destroyed.has(sessionId);
    return isItsStores && this.#missing.has(sessionId) ? 'parallel-writes-kept' : undefined;
  }

  /**
   * The rule by which a cookie counts after its log-out.
   *
   * @param isAlone whether nothing else was under way during the log-out
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
