import { maskedIdOf } from '../sessions/session.ts';

/**
 * Short names for sessions, `#1`, `#2`, …, in the order in which a run meets them. Each stays the same through the run;
 * where only so many are kept, as long as it is among those that were met last.
 */
export class Aliases {
  readonly #aliases = new Map<string, string>();
  readonly #ofSessions = new Map<string, string>();
  readonly #most: number;
  #count = 0;

  /** @param most how many sessions to know at a time: those that were met last */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** The alias of a session, by its masked id. */
  of(maskedId: string): string {
    const alias = this.#aliases.get(maskedId) ?? this.#next();
    this.#keep(this.#aliases, maskedId, alias);
    return alias;
  }

  /** The alias that a session has got already, by its whole id. */
  known(sessionId: string): string | undefined {
    return this.#ofSessions.get(sessionId);
  }

  /** The alias of a session, by its whole id. */
  ofSession(sessionId: string): string {
    const alias = this.#ofSessions.get(sessionId) ?? this.of(maskedIdOf(sessionId));
    this.#keep(this.#ofSessions, sessionId, alias);
    return alias;
  }

  #next(): string {
    this.#count += 1;
    return `#${this.#count}`;
  }

  /** A map has its keys in the order in which they were put there, so the first was met longest ago. */
  #keep(names: Map<string, string>, key: string, alias: string): void {
    names.delete(key);
    names.set(key, alias);
    const [first] = names.size > this.#most ? names.keys() : [];
    if (first !== undefined) names.delete(first);
  }
}
