import type { Aliases } from '../masking/aliases.ts';
import type { ProbeOperation } from '../probe/messages.ts';
import type { Exchange } from '../visitor/exchange.ts';

/** Tells which of several steps at a time the store's doings belong to. What is nobody's goes to the last. */
export class Attribution {
  readonly #exchanges: readonly Exchange[];
  readonly #aliases: Aliases;

  constructor(exchanges: readonly Exchange[], aliases: Aliases) {
    this.#exchanges = exchanges;
    this.#aliases = aliases;
  }

  /** The step that got the session's cookie, or else sent it. */
  ofChange(session: string): Exchange | undefined {
    const got = this.#exchanges.find(
      (exchange) =>
        this.#alias(exchange, 'after') === session && this.#alias(exchange, 'before') !== session,
    );
    return got ?? this.#exchanges.findLast((one) => this.#knows(one, session)) ?? this.#last;
  }

  /** The last step with that session which had begun by then. */
  ofOperation({ sessionId, at }: ProbeOperation): Exchange | undefined {
    if (sessionId === undefined) return this.#last;
    const session = this.#aliases.ofSession(sessionId);
    const begun = this.#exchanges.findLast((one) => this.#knows(one, session) && one.sentAt <= at);
    return begun ?? this.#last;
  }

  get #last(): Exchange | undefined {
    return this.#exchanges.at(-1);
  }

  #knows(exchange: Exchange, session: string): boolean {
    return [this.#alias(exchange, 'before'), this.#alias(exchange, 'after')].includes(session);
  }

  #alias({ session }: Exchange, when: 'before' | 'after'): string | undefined {
    const id = session[when];
    return id && this.#aliases.ofSession(id);
  }
}
