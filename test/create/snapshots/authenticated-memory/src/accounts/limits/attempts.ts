/** How many attempts may fail. */
export interface Limit {
  /** Identifies what is counted. It always has the same short length. */
  key: string;
  max: number;
  /** How long a count lasts, from its first failure. */
  windowMs: number;
  /** The most failures that one address can add to this count. Its further failures are not counted. */
  share?: { key: string; max: number };
}

/** A failure that was counted in advance. If the limit had been reached, nothing was counted and `waitMs` is not 0. */
export interface Reservation {
  waitMs: number;
  /** Uncounts the failure, because the attempt did not fail. */
  cancel(): Promise<void>;
}

/** Counts failed attempts. Both methods are atomic, so that many requests at once cannot pass a limit. */
export interface AttemptStore {
  /** How long to wait until the limit allows another failure: 0 if it does now. */
  waitMs(limit: Limit): Promise<number>;

  /** Counts a failure, if the limit allows one. */
  reserve(limit: Limit): Promise<Reservation>;
}

/** About 15 MB. A password check adds four counts at most, so pushing out a count takes 25,000 password checks. */
const MAX_COUNTS = 100_000;

interface Count {
  failures: number;
  until: number;
}

/** Counts in memory, for this process only. */
export class MemoryAttempts implements AttemptStore {
  /** The oldest count comes first. */
  readonly #counts = new Map<string, Count>();

  async waitMs(limit: Limit): Promise<number> {
    return this.#waitMs(limit);
  }

  async reserve(limit: Limit): Promise<Reservation> {
    const waitMs = this.#waitMs(limit);
    const counts = waitMs > 0 ? [] : this.#countsFor(limit);
    for (const count of counts) count.failures += 1;
    return {
      waitMs,
      cancel: async () => {
        for (const count of counts) count.failures -= 1;
      },
    };
  }

  #waitMs({ key, max }: Limit): number {
    const count = this.#find(key);
    return count && count.failures >= max ? count.until - performance.now() : 0;
  }

  /** The counts that a failure adds to: none if the address has used up its share. */
  #countsFor({ key, windowMs, share }: Limit): Count[] {
    if (!share) return [this.#findOrCreate(key, windowMs)];
    const shareCount = this.#findOrCreate(share.key, windowMs);
    if (shareCount.failures >= share.max) return [];
    return [shareCount, this.#findOrCreate(key, windowMs)];
  }

  #find(key: string): Count | undefined {
    const count = this.#counts.get(key);
    // Unlike Date.now(), this clock is never set back.
    return count && count.until > performance.now() ? count : undefined;
  }

  #findOrCreate(key: string, windowMs: number): Count {
    const existing = this.#find(key);
    if (existing) return existing;
    const count = { failures: 0, until: performance.now() + windowMs };
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > MAX_COUNTS) this.#forgetOldest();
    return count;
  }

  #forgetOldest(): void {
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }
}
