import type { Request, Response } from 'express';
import { HttpError } from '../../errors.ts';
import { addressKey } from '../../http/address-key.ts';
import type { SignInLimit } from '../../settings.ts';
import type { AttemptStore, Limit, Reservation } from './attempts.ts';
import type { DeviceCookie, DeviceOwner } from './device-cookie.ts';
import { HashQueue, QueueRejectedError } from './hash-queue.ts';
import { reportRefusal, type SignInResult, TOO_BUSY, tooManyFailures } from './refusals.ts';
import { limitsFor, maxFailuresOfAddress } from './sign-in-limits.ts';

/** Enough for a whole office that signs in at nine o'clock. The last of them waits about five seconds. */
const MIN_CAPACITY = 50;

/** Checks passwords, but not so many that anyone could guess one. */
export class SignInGuard {
  readonly #limit: SignInLimit;
  readonly #attempts: AttemptStore;
  readonly #deviceCookie: DeviceCookie;
  readonly #queue: HashQueue;

  constructor(limit: SignInLimit, attempts: AttemptStore, deviceCookie: DeviceCookie) {
    this.#limit = limit;
    this.#attempts = attempts;
    this.#deviceCookie = deviceCookie;
    this.#queue = new HashQueue(Math.max(MIN_CAPACITY, maxFailuresOfAddress(limit)));
  }

  /** Calls `checkPassword`, unless there were too many failed sign-ins or the site is too busy. */
  async check(
    req: Request,
    res: Response,
    owner: DeviceOwner,
    checkPassword: () => Promise<boolean>,
  ): Promise<SignInResult> {
    const result = await this.#check(req, res, owner, checkPassword);
    reportRefusal(req, owner, result);
    return result;
  }

  /**
   * Hashes a new password when it is its turn. That costs as much as checking one.
   *
   * @throws HttpError 503 if the site is too busy
   */
  async hash<T>(req: Request, res: Response, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#queue.run(addressKey(req.ip), abortWhenClosed(res), work);
    } catch (error) {
      if (!(error instanceof QueueRejectedError)) throw error;
      res.set('Retry-After', String(TOO_BUSY.retryAfter));
      throw new HttpError(TOO_BUSY.status, { explanation: TOO_BUSY.message });
    }
  }

  async #check(
    req: Request,
    res: Response,
    owner: DeviceOwner,
    checkPassword: () => Promise<boolean>,
  ): Promise<SignInResult> {
    const address = addressKey(req.ip);
    const device = this.#deviceCookie.find(req, owner);
    const limits = limitsFor({ name: owner.name, address, device }, this.#limit);
    const signal = abortWhenClosed(res);
    const waits = await Promise.all(limits.map((limit) => this.#attempts.waitMs(limit)));
    // Visitors who must wait anyway should not take up room in the queue.
    if (Math.max(...waits) > 0) return tooManyFailures(waits);
    try {
      return await this.#queue.run(address, signal, () => this.#checkOnce(limits, checkPassword));
    } catch (error) {
      if (error instanceof QueueRejectedError) return TOO_BUSY;
      throw error;
    }
  }

  /** Counts a failure before the check, so that a thousand guesses at once cannot pass the limits. */
  async #checkOnce(limits: Limit[], checkPassword: () => Promise<boolean>): Promise<SignInResult> {
    const reservations = await this.#reserve(limits);
    let isWrong = false;
    try {
      const waits = reservations.map(({ waitMs }) => waitMs);
      if (Math.max(...waits) > 0) return tooManyFailures(waits);
      isWrong = !(await checkPassword());
      return isWrong ? 'wrong' : 'right';
    } finally {
      // Only a wrong password counts: not an error of ours, and not a password that was never checked.
      if (!isWrong) await cancel(reservations);
    }
  }

  async #reserve(limits: Limit[]): Promise<Reservation[]> {
    const results = await Promise.allSettled(limits.map((limit) => this.#attempts.reserve(limit)));
    const reservations = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (!failed) return reservations;
    await cancel(reservations);
    throw failed.reason;
  }
}

/** A failure that cannot be uncounted expires like any other. */
async function cancel(reservations: Reservation[]): Promise<void> {
  await Promise.allSettled(reservations.map((reservation) => reservation.cancel()));
}

/** Aborts when the answer is sent, or the client disconnects. */
function abortWhenClosed(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => controller.abort());
  return controller.signal;
}
