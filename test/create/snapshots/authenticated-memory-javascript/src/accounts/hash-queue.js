/**
 * How many passwords are hashed at the same time. Node has four threads for this, and reads files and looks up hosts
 * with the same four: the other two are for that, so that a thousand guesses keep nobody from a page.
 */
const AT_A_TIME = 2;

/**
 * @typedef {object} Waiting
 * @property {string} address
 * @property {() => void} begin
 * @property {() => void} turnAway
 */

/** There are more who wait than there is room for, or nobody waits for this answer any more. */
export class TurnedAway extends Error {}

/** Has passwords hashed in turn, so that whoever sends a thousand guesses waits for themselves, and few wait for them. */
export class HashQueue {
  #room;
  /**
   * A line for each address. The address that had its turn longest ago is the first.
   *
   * @type {Map<string, Set<Waiting>>}
   */
  #lines = new Map();
  #waiting = 0;
  #running = 0;

  /**
   * @param {number} room
   * @param room how many can wait
   */
  constructor(room) {
    this.#room = room;
  }

  /**
   * Does the work when its turn has come.
   *
   * @template T
   * @param {string} address
   * @param {AbortSignal} gone
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   * @param gone tells that nobody waits for it any more: what has not begun then never does
   * @throws {TurnedAway} where it is not begun
   */
  async run(address, gone, work) {
    if (gone.aborted) throw new TurnedAway();
    if (this.#running < AT_A_TIME) this.#running += 1;
    else await this.#turn(address, gone);
    try {
      return await work();
    } finally {
      this.#passOn();
    }
  }

  #turn(address, gone) {
    return new Promise((resolve, reject) => {
      const waiting = {
        address,
        begin: () => resolve(undefined),
        turnAway: () => reject(new TurnedAway()),
      };
      const line = this.#lines.get(address) ?? new Set();
      this.#lines.set(address, line.add(waiting));
      this.#waiting += 1;
      if (this.#waiting > this.#room) this.#turnLastAway(line);
      gone.addEventListener('abort', () => this.#leave(waiting) && waiting.turnAway());
    });
  }

  /**
   * Makes room at the end of the longest line: one address cannot fill it for the others.
   *
   * @param {Set<Waiting>} newcomers
   */
  #turnLastAway(newcomers) {
    let longest = newcomers;
    for (const line of this.#lines.values()) if (line.size > longest.size) longest = line;
    const last = [...longest].at(-1);
    if (last && this.#leave(last)) last.turnAway();
  }

  #passOn() {
    const [line = new Set()] = this.#lines.values();
    const [next] = line;
    if (next) {
      this.#leave(next);
      this.#moveBack(next.address);
      next.begin();
    } else {
      this.#running -= 1;
    }
  }

  /**
   * Lets the other addresses go first.
   *
   * @param {string} address
   */
  #moveBack(address) {
    const line = this.#lines.get(address);
    if (line && this.#lines.delete(address)) this.#lines.set(address, line);
  }

  /**
   * Whether it was still waiting.
   *
   * @param {Waiting} waiting
   * @returns {boolean}
   */
  #leave(waiting) {
    const line = this.#lines.get(waiting.address);
    if (!line?.delete(waiting)) return false;
    if (line.size === 0) this.#lines.delete(waiting.address);
    this.#waiting -= 1;
    return true;
  }
}
