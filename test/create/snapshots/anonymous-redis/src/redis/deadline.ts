import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler, Response } from 'express';

/** A command waits no longer than this for its reply, be Redis down, frozen or slow. */
export const PATIENCE_MS = 1_000;

/** A request waits no longer than this for Redis, however many commands it needs. */
const REQUEST_MS = 2_000;

/** The time of the request was up, though Redis may still reply. */
class DeadlineError extends Error {
  constructor() {
    super(`Redis took more than ${REQUEST_MS} ms for what one request needs`);
  }
}

/** One command had all the time that a command may take, and Redis kept silent. */
export class SilenceError extends Error {
  constructor(patience: number) {
    super(`Redis did not reply within ${patience} ms`);
  }
}

/** What is left of the time that one request may wait. Work of its own, such as hashing a password, is free. */
class Deadline {
  readonly #answer: Response;
  #left = REQUEST_MS;
  #waits = 0;
  #since = 0;

  constructor(answer: Response) {
    this.#answer = answer;
  }

  get left(): number {
    // Nobody waits for what is done after the answer.
    if (this.#answer.writableEnded) return REQUEST_MS;
    return this.#waits > 0 ? this.#left - (performance.now() - this.#since) : this.#left;
  }

  /** Commands that are under way at the same time count once. */
  begin(): void {
    if (this.#waits === 0) this.#since = performance.now();
    this.#waits += 1;
  }

  end(): void {
    this.#waits -= 1;
    if (this.#waits === 0) this.#left -= performance.now() - this.#since;
  }
}

const deadlines = new AsyncLocalStorage<Deadline | undefined>();

/** Gives each request one deadline for all its commands: a visitor waits for the page, not for a command. */
export const setDeadline: RequestHandler = (_req, res, next) => {
  deadlines.run(new Deadline(res), next);
};

/** Begins what several requests wait for: the deadline of the first one is not that of the others. */
export function withoutDeadline(work: () => Promise<void>): void {
  deadlines.run(undefined, work);
}

/**
 * The result of some work, or an error as soon as it has taken `patience`, or all that its request has left.
 *
 * @throws SilenceError where it was its patience that ran out
 */
export async function inTime<T>(work: () => Promise<T>, patience: number = REQUEST_MS): Promise<T> {
  const deadline = deadlines.getStore();
  const left = deadline?.left ?? REQUEST_MS;
  if (left <= 0) throw new DeadlineError();
  deadline?.begin();
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    const giveUp = () =>
      reject(patience <= left ? new SilenceError(patience) : new DeadlineError());
    // If it was this process that stood still, the reply has come meanwhile: it is read before `giveUp` runs.
    timer = setTimeout(() => setImmediate(giveUp), Math.min(patience, left));
  });
  try {
    return await Promise.race([work(), end]);
  } finally {
    clearTimeout(timer);
    deadline?.end();
  }
}
