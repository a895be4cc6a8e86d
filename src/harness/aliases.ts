import { maskedIdOf } from '../sessions/record.ts';

/** Short names for sessions, `#1`, `#2`, …, in the order in which a run meets them. Each stays the same through the run. */
export class Aliases {
  readonly #aliases = new Map<string, string>();
  readonly #ofSessions = new Map<string, string>();

  /** The alias of a session, by its masked id. */
  of(maskedId: string): string {
    const known = this.#aliases.get(maskedId);
    if (known) return known;
    const alias = `#${this.#aliases.size + 1}`;
    this.#aliases.set(maskedId, alias);
    return alias;
  }

  /** The alias that a session has got already, by its whole id. */
  known(sessionId: string): string | undefined {
    return this.#ofSessions.get(sessionId);
  }

  /** The alias of a session, by its whole id. */
  ofSession(sessionId: string): string {
    const known = this.#ofSessions.get(sessionId);
    if (known) return known;
    const alias = this.of(maskedIdOf(sessionId));
    this.#ofSessions.set(sessionId, alias);
    return alias;
  }
}
