/** How often something may fail. */
export interface Limit {
  /** Stands for what is counted, and is short whatever that is. */
  key: string;
  most: number;
  /** Within so many milliseconds, from the first failure on. */
  window: number;
  /** Of these failures, one address adds so many at most, however often it fails. */
  share?: { key: string; most: number };
}

/** A failure that was counted ahead. Where the limit is reached, nothing was counted, and there is time left to wait. */
export interface Reservation {
  timeLeft: number;
  /** Takes the failure back: it was none. */
  giveBack(): Promise<void>;
}

/** Counts failures. Each method is one step, so that of many requests at the same time none slips past a limit. */
export interface Attempts {
  /** In how many milliseconds the limit allows another failure: 0 where it does now. */
  timeLeft(limit: Limit): Promise<number>;

  reserve(limit: Limit): Promise<Reservation>;
}

/** They take some 15 MB. A stranger who wants to push one out has to wait for a password's hash for each. */
const MOST_COUNTS = 100_000;

interface Count {
  failures: number;
  ends: number;
}

/** Counts in the memory of this process, for this process alone. */
export class OwnAttempts implements Attempts {
  /** In the order in which they began. */
  readonly #counts = new Map<string, Count>();

  async timeLeft(limit: Limit): Promise<number> {
    return this.#timeLeft(limit);
  }

  async reserve(limit: Limit): Promise<Reservation> {
    const timeLeft = this.#timeLeft(limit);
    const counts = timeLeft > 0 ? [] : this.#countsOf(limit);
    for (const count of counts) count.failures += 1;
    return {
      timeLeft,
      giveBack: async () => {
        for (const count of counts) count.failures -= 1;
      },
    };
  }

  #timeLeft({ key, most }: Limit): number {
    const count = this.#find(key);
    return count && count.failures >= most ? count.ends - performance.now() : 0;
  }

  /** Where a failure adds one: nowhere, once an address has added its share. */
  #countsOf({ key, window, share }: Limit): Count[] {
    if (!share) return [this.#findOrBegin(key, window)];
    const added = this.#findOrBegin(share.key, window);
    return added.failures < share.most ? [added, this.#findOrBegin(key, window)] : [];
  }

  #find(key: string): Count | undefined {
    const count = this.#counts.get(key);
    // This clock only ever goes on, also while the time of day is set back.
    return count && count.ends > performance.now() ? count : undefined;
  }

  #findOrBegin(key: string, window: number): Count {
    const found = this.#find(key);
    if (found) return found;
    const count = { failures: 0, ends: performance.now() + window };
    this.#counts.delete(key);
    this.#counts.set(key, count);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= MOST_COUNTS) break;
      this.#counts.delete(oldest);
    }
    return count;
  }
}
