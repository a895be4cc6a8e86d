import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler, Response } from 'express';

/** How long a command waits for its reply, whether Redis is down, frozen or slow. */
export const COMMAND_TIMEOUT_MS = 1_000;

/** How long a request waits for Redis, however many commands it needs. */
const REQUEST_TIMEOUT_MS = 2_000;

/** The request has used up its time. Redis may still reply. */
class DeadlineError extends Error {
  constructor() {
    super(`Redis took more than ${REQUEST_TIMEOUT_MS} ms for what one request needs`);
  }
}

/** Redis did not reply to a command in the time that a command may take. */
export class TimeoutError extends Error {
  constructor(timeout: number) {
    super(`Redis did not reply within ${timeout} ms`);
  }
}

/** How long a request may still wait for Redis. Other work, such as hashing a password, does not count. */
class Deadline {
  readonly #res: Response;
  #timeLeft = REQUEST_TIMEOUT_MS;
  #pending = 0;
  #since = 0;

  constructor(res: Response) {
    this.#res = res;
  }

  get timeLeft(): number {
    // After the answer has been sent, nobody is waiting.
    if (this.#res.writableEnded) return REQUEST_TIMEOUT_MS;
    return this.#pending > 0 ? this.#timeLeft - (performance.now() - this.#since) : this.#timeLeft;
  }

  /** Starts the clock. Commands that run at the same time count only once. */
  start(): void {
    if (this.#pending === 0) this.#since = performance.now();
    this.#pending += 1;
  }

  stop(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#timeLeft -= performance.now() - this.#since;
  }
}

const deadlines = new AsyncLocalStorage<Deadline | undefined>();

/** Gives each request one deadline for all its commands together: visitors wait for the page, not for a command. */
export const setDeadline: RequestHandler = (_req, res, next) => {
  deadlines.run(new Deadline(res), next);
};

/** Runs work for several requests. The deadline of the request that started it does not apply. */
export function withoutDeadline(work: () => Promise<void>): void {
  deadlines.run(undefined, work);
}

/**
 * Waits for some work, up to a timeout or up to the deadline of the request, whichever comes first.
 *
 * @throws TimeoutError after the timeout
 * @throws DeadlineError at the deadline
 */
export async function withTimeout<T>(
  work: () => Promise<T>,
  timeout: number = REQUEST_TIMEOUT_MS,
): Promise<T> {
  const deadline = deadlines.getStore();
  const timeLeft = deadline?.timeLeft ?? REQUEST_TIMEOUT_MS;
  if (timeLeft <= 0) throw new DeadlineError();
  deadline?.start();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    const giveUp = () =>
      reject(timeout <= timeLeft ? new TimeoutError(timeout) : new DeadlineError());
    // If this process itself was blocked, the reply may be waiting to be read. setImmediate lets that happen first.
    timer = setTimeout(() => setImmediate(giveUp), Math.min(timeout, timeLeft));
  });
  try {
    return await Promise.race([work(), expired]);
  } finally {
    clearTimeout(timer);
    deadline?.stop();
  }
}
