import { maskedIdOf } from '../sessions/session.ts';

/**
 * Short names for sessions, `#1`, `#2`, …, in the order in which a run meets them. A session keeps its name during the
 * run, unless there is a limit and it was not met for long.
 */
export class Aliases {
  readonly #aliases = new Map<string, string>();
  readonly #ofSessions = new Map<string, string>();
  readonly #most: number;
  #count = 0;

  /** @param most the most sessions to remember: those that were met last */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  of(maskedId: string): string {
    const alias = this.#aliases.get(maskedId) ?? this.#next();
    this.#keep(this.#aliases, maskedId, alias);
    return alias;
  }

  /** The alias of a session that already has one, by its whole id. */
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

  /** A map keeps the order of insertion, so its first key is the one that was not met for longest. */
  #keep(names: Map<string, string>, key: string, alias: string): void {
    names.delete(key);
    names.set(key, alias);
    const [first] = names.size > this.#most ? names.keys() : [];
    if (first !== undefined) names.delete(first);
  }
}
