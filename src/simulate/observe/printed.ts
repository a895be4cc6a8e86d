import type { RunSession } from '../../events/store.ts';
import { maskedIdOf } from '../../sessions/session.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** How much of an app's last output is searched. */
const MOST_KEPT = 100_000;
/** Shorter ids, and passwords that are words, may be in the output by chance. */
const SHORTEST_ID = 10;
const SHORTEST_PASSWORD = 8;

/** The app's output during a flow, and the secrets that it must not contain. It is never shown. */
export class Printed {
  readonly #lengths = new Map<string, number>();
  readonly #passwords = new Set<string>();
  readonly #users = new Set<string>();
  #text = '';

  /** Adds the output during the steps of a group. */
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

  /** How many characters were printed during the steps with this title. */
  lengthAt(title: string): number {
    return this.#lengths.get(title) ?? 0;
  }

  /**
   * Which kind of secret is in the output so far; undefined if there is none.
   *
   * @param ids whole session ids
   * @param sessions what the store holds, if it can be read: an id that is no longer valid is not secret
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

  /** Whether a password cannot be there by chance: it has more than letters, and is not part of a name. */
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

/** Whether to wait for the app's last output: something failed, or a check reads it. */
export function saysMuch({ response, error, visit }: Exchange): boolean {
  const hasFailed = error !== undefined || (response?.status ?? 0) >= 500;
  return hasFailed || visit.expect?.some((one) => one.printsNoSecret) === true;
}
