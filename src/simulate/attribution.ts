import type { Aliases } from '../masking/aliases.ts';
import type { ProbeOperation } from '../probe/messages.ts';
import type { Happening } from './step.ts';

/** Tells which of several steps at a time the store's doings belong to. What is nobody's goes to the last. */
export class Attribution {
  readonly #happenings: readonly Happening[];
  readonly #aliases: Aliases;

  constructor(happenings: readonly Happening[], aliases: Aliases) {
    this.#happenings = happenings;
    this.#aliases = aliases;
  }

  /** The step that got the session's cookie, or else sent it. */
  ofChange(session: string): Happening | undefined {
    const got = this.#happenings.find(
      (happening) =>
        this.#alias(happening, 'after') === session && this.#alias(happening, 'before') !== session,
    );
    return got ?? this.#happenings.findLast((one) => this.#knows(one, session)) ?? this.#last;
  }

  /** The last step with that session which had begun by then. */
  ofOperation({ sessionId, at }: ProbeOperation): Happening | undefined {
    if (sessionId === undefined) return this.#last;
    const session = this.#aliases.ofSession(sessionId);
    const begun = this.#happenings.findLast(
      (one) => this.#knows(one, session) && one.exchange.sentAt <= at,
    );
    return begun ?? this.#last;
  }

  get #last(): Happening | undefined {
    return this.#happenings.at(-1);
  }

  #knows(happening: Happening, session: string): boolean {
    return [this.#alias(happening, 'before'), this.#alias(happening, 'after')].includes(session);
  }

  #alias({ exchange }: Happening, when: 'before' | 'after'): string | undefined {
    const id = exchange.session[when];
    return id && this.#aliases.ofSession(id);
  }
}
