import { maskedIdOf } from '../sessions/session.ts';
import { encodedForms } from './forms.ts';
import { Masks } from './masks.ts';

/**
 * Short names for sessions, `#1`, `#2`, …, in the order in which a run meets them. A session keeps its name during the
 * run, unless there is a limit and it was not met for long.
 */
export class Aliases {
  readonly #aliases = new Map<string, string>();
  readonly #ofSessions = new Map<string, string>();
  readonly #most: number;
  #count = 0;
  /** Ids that are in no masks yet. */
  readonly #unmasked = new Map<string, string>();
  /** The ids that are in the masks; once they are too many, these masks become the earlier ones. */
  readonly #masked = new Map<string, string>();
  #masks = new Masks();
  #earlier = new Masks();

  /** @param most the most sessions to remember: those that were met last */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  of(maskedId: string): string {
    const alias = this.#aliases.get(maskedId) ?? this.#next();
    this.#keep(this.#aliases, maskedId, alias);
    return alias;
  }

  /** The alias of a session, by its whole id. */
  ofSession(sessionId: string): string {
    const alias = this.#ofSessions.get(sessionId) ?? this.of(maskedIdOf(sessionId));
    this.#keep(this.#ofSessions, sessionId, alias);
    if (this.#masked.get(sessionId) !== alias) this.#keep(this.#unmasked, sessionId, alias);
    return alias;
  }

  /** Hides an id from now on, although its session may never get an alias: by a masked id until it has one. */
  meet(sessionId: string): void {
    if (this.#ofSessions.has(sessionId) || this.#masked.has(sessionId)) return;
    this.#keep(this.#unmasked, sessionId, `${maskedIdOf(sessionId)}…`);
  }

  /** A text with aliases instead of ids, between any other characters and in usual encodings. */
  hideIn(text: string): string {
    for (const [id, alias] of this.#unmasked) {
      if (this.#masked.size >= this.#most) {
        this.#earlier = this.#masks;
        this.#masks = new Masks();
        this.#masked.clear();
      }
      this.#masked.set(id, alias);
      for (const form of encodedForms(id)) this.#masks.add(form, alias);
    }
    this.#unmasked.clear();
    return this.#earlier.hideIn(this.#masks.hideIn(text));
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
