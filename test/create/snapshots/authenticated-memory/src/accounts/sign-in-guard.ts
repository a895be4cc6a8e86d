import type { Request, Response } from 'express';
import { addressKey } from '../http/address-key.ts';
import type { SignInLimit } from '../settings.ts';
import type { Attempts, Limit, Reservation } from './attempts.ts';
import type { DeviceCookie, Owner } from './device-cookie.ts';
import { HashQueue, TurnedAway } from './hash-queue.ts';
import { failuresOfAnAddress, limitsOf } from './sign-in-limits.ts';

/** What came of a guess: right, wrong, or why nobody looked at it, and in how many seconds somebody would. */
export type Verdict = 'right' | 'wrong' | { status: number; message: string; retryAfter: number };

/** At nine o'clock so many colleagues may come at once. The last of them waits for some five seconds. */
const LEAST_ROOM = 50;

/** Has passwords checked, and lets nobody guess them. */
export class SignInGuard {
  readonly #limit: SignInLimit;
  readonly #attempts: Attempts;
  readonly #deviceCookie: DeviceCookie;
  readonly #queue: HashQueue;

  constructor(limit: SignInLimit, attempts: Attempts, deviceCookie: DeviceCookie) {
    this.#limit = limit;
    this.#attempts = attempts;
    this.#deviceCookie = deviceCookie;
    this.#queue = new HashQueue(Math.max(LEAST_ROOM, failuresOfAnAddress(limit)));
  }

  /** Judges a password for `owner`'s name. Where `check` is not called, there is a reason in the verdict. */
  async judge(
    req: Request,
    res: Response,
    owner: Owner,
    check: () => Promise<boolean>,
  ): Promise<Verdict> {
    const address = addressKey(req.ip);
    const device = this.#deviceCookie.find(req, owner);
    const limits = limitsOf({ name: owner.name, address, device }, this.#limit);
    const gone = whenGone(res);
    const timesLeft = await Promise.all(limits.map((limit) => this.#attempts.timeLeft(limit)));
    // Whoever has to wait anyway takes nobody's place in the queue.
    if (Math.max(...timesLeft) > 0) return limited(timesLeft);
    try {
      return await this.#queue.run(address, gone, () => this.#checkCounted(limits, check));
    } catch (error) {
      if (error instanceof TurnedAway) return CROWDED;
      throw error;
    }
  }

  /** Counts a failure before it can be one, so that a thousand guesses at once are no way around the limits. */
  async #checkCounted(limits: Limit[], check: () => Promise<boolean>): Promise<Verdict> {
    const reservations = await this.#reserve(limits);
    let wrong = false;
    try {
      const timesLeft = reservations.map(({ timeLeft }) => timeLeft);
      if (Math.max(...timesLeft) > 0) return limited(timesLeft);
      wrong = !(await check());
      return wrong ? 'wrong' : 'right';
    } finally {
      // A fault of ours is no failure of the visitor's. What was not looked at is none either, and prolongs nothing.
      if (!wrong) await giveBack(reservations);
    }
  }

  async #reserve(limits: Limit[]): Promise<Reservation[]> {
    const results = await Promise.allSettled(limits.map((limit) => this.#attempts.reserve(limit)));
    const reservations = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    const fault = results.find((result) => result.status === 'rejected');
    if (!fault) return reservations;
    await giveBack(reservations);
    throw fault.reason;
  }
}

/** What cannot be given back leaves by itself when its time is up. */
async function giveBack(reservations: Reservation[]): Promise<void> {
  await Promise.allSettled(reservations.map((reservation) => reservation.giveBack()));
}

/** Tells when nobody waits for the answer any more. */
function whenGone(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}

const CROWDED: Verdict = {
  status: 503,
  message: 'Too many people are signing in at this moment. Please try again in a few seconds.',
  retryAfter: 5,
};

function limited(timesLeft: number[]): Verdict {
  const retryAfter = Math.ceil(Math.max(...timesLeft) / 1000);
  const time = retryAfter > 60 ? `${Math.ceil(retryAfter / 60)} minutes` : 'a minute';
  return {
    status: 429,
    message: `Too many sign-ins have failed. Please try again in ${time}.`,
    retryAfter,
  };
}
