import type { Aliases } from '../../masking/aliases.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** The parts of an exchange that connect it with a session. */
type Step = Pick<Exchange, 'session' | 'sentAt'>;

/**
 * Finds the step that an operation of the store belongs to, of several simultaneous ones. If unclear, it is the last
 * one.
 */
export class Attribution<One extends Step> {
  readonly #exchanges: readonly One[];
  readonly #aliases: Aliases;

  constructor(exchanges: readonly One[], aliases: Aliases) {
    this.#exchanges = exchanges;
    this.#aliases = aliases;
  }

  /** The step whose response set the session's cookie, or else the last one that sent it. */
  ofChange(session: string): One | undefined {
    const got = this.#exchanges.find(
      (exchange) =>
        this.#alias(exchange, 'after') === session && this.#alias(exchange, 'before') !== session,
    );
    return got ?? this.#exchanges.findLast((one) => this.#knows(one, session)) ?? this.#last;
  }

  /**
   * The last step with that session which had begun by then. An app reads a session before it writes it, so a write in
   * the millisecond in which a step begins belongs to an earlier step.
   */
  ofOperation({ name, sessionId, at }: ProbeOperation): One | undefined {
    if (sessionId === undefined) return this.#last;
    const session = this.#aliases.ofSession(sessionId);
    const begun = this.#exchanges.filter((one) => this.#knows(one, session) && one.sentAt <= at);
    const before = begun.filter(({ sentAt }) => name === 'get' || sentAt < at);
    return before.at(-1) ?? begun.at(-1) ?? this.#last;
  }

  get #last(): One | undefined {
    return this.#exchanges.at(-1);
  }

  #knows(exchange: Step, session: string): boolean {
    return [this.#alias(exchange, 'before'), this.#alias(exchange, 'after')].includes(session);
  }

  #alias({ session }: Step, when: 'before' | 'after'): string | undefined {
    const id = session[when];
    return id && this.#aliases.ofSession(id);
  }
}
