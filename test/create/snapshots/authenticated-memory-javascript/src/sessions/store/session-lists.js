/**
 * A session in memory.
 *
 * @typedef {object} Entry
 * @property {string} json JSON, so that a request cannot change a stored session without storing it.
 * @property {string | undefined} userName Undefined if the session is anonymous.
 * @property {number} began When it became this user's.
 * @property {string} browser The browser that has it, in words.
 * @property {number} expires
 * @property {number} deadline
 *   The same time by `performance.now()`. If the clock is set back, no session comes back to life.
 */

/**
 * Two lists of sessions, each with the session first that was written longest ago. There are two, so that a crowd of
 * anonymous visitors cannot push out signed-in users.
 */
export class SessionLists {
  /** @type {Map<string, Entry>} */
  #signedIn = new Map();
  /** @type {Map<string, Entry>} */
  #anonymous = new Map();
  /**
   * The ids of each user's sessions.
   *
   * @type {Map<string, Set<string>>}
   */
  #ids = new Map();

  get size() {
    return this.#signedIn.size + this.#anonymous.size;
  }

  get signedInSize() {
    return this.#signedIn.size;
  }

  get(id) {
    return this.#signedIn.get(id) ?? this.#anonymous.get(id);
  }

  /**
   * Puts a session last in its list. Signing in or out moves it to the other list.
   *
   * @param {string} id
   * @param {Entry} entry
   */
  put(id, entry) {
    this.delete(id);
    const { userName } = entry;
    if (userName === undefined) {
      this.#anonymous.set(id, entry);
    } else {
      this.#signedIn.set(id, entry);
      this.#ids.set(userName, this.idsOf(userName).add(id));
    }
  }

  delete(id) {
    const userName = this.#signedIn.get(id)?.userName;
    if (userName === undefined) return this.#anonymous.delete(id);
    const ids = this.idsOf(userName);
    ids.delete(id);
    if (ids.size === 0) this.#ids.delete(userName);
    return this.#signedIn.delete(id);
  }

  /** Deletes the session that was written longest ago: an anonymous one, if there is any. */
  deleteOldest() {
    const list = this.#anonymous.size > 0 ? this.#anonymous : this.#signedIn;
    const [oldest] = list.keys();
    if (oldest !== undefined) this.delete(oldest);
  }

  idsOf(userName) {
    return this.#ids.get(userName) ?? new Set();
  }

  /**
   * All sessions with their ids, even if some are deleted meanwhile.
   *
   * @returns {Iterable<[id: string, entry: Entry]>}
   */
  *entries() {
    yield* this.#signedIn;
    yield* this.#anonymous;
  }
}
