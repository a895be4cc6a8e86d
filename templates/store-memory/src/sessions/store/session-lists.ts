/** A session in memory. */
export interface Entry {
  /** JSON, so that a request cannot change a stored session without storing it. */
  json: string;
  /** Undefined if the session is anonymous. */
  userName: string | undefined;
  /** When it became this user's. */
  began: number;
  /** The browser that has it, in words. */
  browser: string;
  expires: number;
  /** The same time by `performance.now()`. If the clock is set back, no session comes back to life. */
  deadline: number;
}

/**
 * Two lists of sessions, each with the session first that was written longest ago. There are two, so that a crowd of
 * anonymous visitors cannot push out signed-in users.
 */
export class SessionLists {
  readonly #signedIn = new Map<string, Entry>();
  readonly #anonymous = new Map<string, Entry>();
  /** The ids of each user's sessions. */
  readonly #ids = new Map<string, Set<string>>();

  get size(): number {
    return this.#signedIn.size + this.#anonymous.size;
  }

  get signedInSize(): number {
    return this.#signedIn.size;
  }

  get(id: string): Entry | undefined {
    return this.#signedIn.get(id) ?? this.#anonymous.get(id);
  }

  /** Puts a session last in its list. Signing in or out moves it to the other list. */
  put(id: string, entry: Entry): void {
    this.delete(id);
    const { userName } = entry;
    if (userName === undefined) {
      this.#anonymous.set(id, entry);
    } else {
      this.#signedIn.set(id, entry);
      this.#ids.set(userName, this.idsOf(userName).add(id));
    }
  }

  delete(id: string): boolean {
    const userName = this.#signedIn.get(id)?.userName;
    if (userName === undefined) return this.#anonymous.delete(id);
    const ids = this.idsOf(userName);
    ids.delete(id);
    if (ids.size === 0) this.#ids.delete(userName);
    return this.#signedIn.delete(id);
  }

  /** Deletes the session that was written longest ago: an anonymous one, if there is any. */
  deleteOldest(): void {
    const list = this.#anonymous.size > 0 ? this.#anonymous : this.#signedIn;
    const [oldest] = list.keys();
    if (oldest !== undefined) this.delete(oldest);
  }

  idsOf(userName: string): Set<string> {
    return this.#ids.get(userName) ?? new Set();
  }

  /** All sessions with their ids, even if some are deleted meanwhile. */
  *entries(): Iterable<[id: string, entry: Entry]> {
    yield* this.#signedIn;
    yield* this.#anonymous;
  }
}
