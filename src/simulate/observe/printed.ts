import type { RunSession } from '../../events/run.ts';
import { maskedIdOf } from '../../sessions/session.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** So much of what an app printed last is looked through. */
const MOST_KEPT = 100_000;
/** Shorter ids, and passwords that are words, can stand in what is printed by chance. */
const SHORTEST_ID = 10;
const SHORTEST_PASSWORD = 8;

/** What an app prints during a flow, and the secrets that it must not hold. It is never shown. */
export class Printed {
  readonly #lengths = new Map<string, number>();
  readonly #passwords = new Set<string>();
  readonly #users = new Set<string>();
  #text = '';

  /** Takes in what was printed during the steps of a group. */
  take(text: string, exchanges: readonly Exchange[]): void {
    this.#text = (this.#text + text).slice(-MOST_KEPT);
    for (const { visit } of exchanges) {
      this.#lengths.set(visit.title, (this.#lengths.get(visit.title) ?? 0) + text.length);
      if (!('signIn' in visit.do)) continue;
      const { user, password = '' } = visit.do.signIn;
      this.#users.add(user);
      this.#passwords.add(password);
    }
  }

  /** How many characters were printed during the steps of this title. */
  lengthAt(title: string): number {
    return this.#lengths.get(title) ?? 0;
  }

  /**
   * Which kind of secret is in what was printed so far; undefined where none is.
   *
   * @param ids whole ids of sessions
   * @param sessions what the store holds, where that can be seen: an id that counts no more is no secret
   */
  secret(
    ids: Iterable<string>,
    sessions: ReadonlyArray<readonly RunSession[] | null>,
  ): string | undefined {
    const live = sessions.includes(null)
      ? undefined
      : new Set(sessions.flatMap((all) => liveIn(all ?? [])));
    for (const id of ids) {
      const counts = live?.has(maskedIdOf(id)) ?? true;
      if (counts && id.length >= SHORTEST_ID && this.#text.includes(id)) {
        return 'the whole id of a session';
      }
    }
    const isThere = [...this.#passwords].some(
      (password) => this.#isTelling(password) && this.#text.includes(password),
    );
    return isThere ? 'a password that was typed' : undefined;
  }

  /** Whether a password cannot be there by chance: it has more than letters, and is no part of a name. */
  #isTelling(password: string): boolean {
    return (
      password.length >= SHORTEST_PASSWORD &&
      /[a-z]/i.test(password) &&
      /[^a-z]/i.test(password) &&
      ![...this.#users].some((user) => user.includes(password))
    );
  }
}

function liveIn(sessions: readonly RunSession[]): string[] {
  return sessions.filter(({ state }) => state === 'live').map(({ id }) => id);
}

/** Where something failed, or somebody reads along, what is printed last matters too. */
export function saysMuch({ response, error, visit }: Exchange): boolean {
  const hasFailed = error !== undefined || (response?.status ?? 0) >= 500;
  return hasFailed || visit.expect?.some((one) => one.printsNoSecret) === true;
}
