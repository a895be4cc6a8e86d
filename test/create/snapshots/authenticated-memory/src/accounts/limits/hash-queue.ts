/**
 * How many passwords are hashed at the same time. Node hashes in a pool of four threads, which also reads files and
 * looks up host names. Two threads stay free for that, so that pages load while passwords are hashed.
 */
const CONCURRENCY = 2;

interface Job {
  address: string;
  start(): void;
  reject(): void;
}

/** The work was not started: the queue is full, or the client has gone. */
export class QueueRejectedError extends Error {}

/** Hashes passwords for one address after the other, so that an address that sends a thousand does not delay others. */
export class HashQueue {
  readonly #capacity: number;
  /** A queue for each address. The address that has waited longest for its turn comes first. */
  readonly #queues = new Map<string, Set<Job>>();
  #waiting = 0;
  #running = 0;

  /** @param capacity how many can wait at the same time */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Does the work when it is its turn.
   *
   * @param signal aborts when nobody waits for the result any more; work that has not started by then never does
   * @throws QueueRejectedError if the work is not started
   */
  async run<T>(address: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw new QueueRejectedError();
    if (this.#running < CONCURRENCY) this.#running += 1;
    else await this.#wait(address, signal);
    try {
      return await work();
    } finally {
      this.#startNext();
    }
  }

  #wait(address: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const job = {
        address,
        start: () => resolve(undefined),
        reject: () => reject(new QueueRejectedError()),
      };
      const queue = this.#queues.get(address) ?? new Set();
      this.#queues.set(address, queue.add(job));
      this.#waiting += 1;
      if (this.#waiting > this.#capacity) this.#rejectLastOfLongest(queue);
      signal.addEventListener('abort', () => this.#remove(job) && job.reject());
    });
  }

  /** Makes room in the longest queue, so that one address cannot take up all the room. */
  #rejectLastOfLongest(newest: Set<Job>): void {
    let longest = newest;
    for (const queue of this.#queues.values()) if (queue.size > longest.size) longest = queue;
    const last = [...longest].at(-1);
    if (last && this.#remove(last)) last.reject();
  }

  #startNext(): void {
    const [queue = new Set<Job>()] = this.#queues.values();
    const [next] = queue;
    if (next) {
      this.#remove(next);
      this.#moveToEnd(next.address);
      next.start();
    } else {
      this.#running -= 1;
    }
  }

  #moveToEnd(address: string): void {
    const queue = this.#queues.get(address);
    if (queue && this.#queues.delete(address)) this.#queues.set(address, queue);
  }

  /** Returns whether the job was still waiting. */
  #remove(job: Job): boolean {
    const queue = this.#queues.get(job.address);
    if (!queue?.delete(job)) return false;
    if (queue.size === 0) this.#queues.delete(job.address);
    this.#waiting -= 1;
    return true;
  }
}
