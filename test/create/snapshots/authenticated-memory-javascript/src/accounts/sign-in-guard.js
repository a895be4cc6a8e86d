import { addressKey } from '../http/address-key.js';
import { HashQueue, TurnedAway } from './hash-queue.js';
import { failuresOfAnAddress, limitsOf } from './sign-in-limits.js';

/**
 * @import { Request, Response } from 'express'
 * @import { SignInLimit } from '../settings.js'
 * @import { Attempts, Limit, Reservation } from './attempts.js'
 * @import { DeviceCookie, Owner } from './device-cookie.js'
 */

/**
 * What came of a guess: right, wrong, or why nobody looked at it, and in how many seconds somebody would.
 *
 * @typedef {'right' | 'wrong' | { status: number, message: string, retryAfter: number }} Verdict
 */

/** At nine o'clock so many colleagues may come at once. The last of them waits for some five seconds. */
const LEAST_ROOM = 50;

/** Has passwords checked, and lets nobody guess them. */
export class SignInGuard {
  #limit;
  #attempts;
  #deviceCookie;
  #queue;

  /**
   * @param {SignInLimit} limit
   * @param {Attempts} attempts
   * @param {DeviceCookie} deviceCookie
   */
  constructor(limit, attempts, deviceCookie) {
    this.#limit = limit;
    this.#attempts = attempts;
    this.#deviceCookie = deviceCookie;
    this.#queue = new HashQueue(Math.max(LEAST_ROOM, failuresOfAnAddress(limit)));
  }

  /**
   * Judges a password for `owner`'s name. Where `check` is not called, there is a reason in the verdict.
   *
   * @param {Request} req
   * @param {Response} res
   * @param {Owner} owner
   * @param {() => Promise<boolean>} check
   * @returns {Promise<Verdict>}
   */
  async judge(req, res, owner, check) {
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

  /**
   * Counts a failure before it can be one, so that a thousand guesses at once are no way around the limits.
   *
   * @param {Limit[]} limits
   * @param {() => Promise<boolean>} check
   * @returns {Promise<Verdict>}
   */
  async #checkCounted(limits, check) {
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

  async #reserve(limits) {
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

/**
 * What cannot be given back leaves by itself when its time is up.
 *
 * @param {Reservation[]} reservations
 * @returns {Promise<void>}
 */
async function giveBack(reservations) {
  await Promise.allSettled(reservations.map((reservation) => reservation.giveBack()));
}

/**
 * Tells when nobody waits for the answer any more.
 *
 * @param {Response} res
 * @returns {AbortSignal}
 */
function whenGone(res) {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}

const CROWDED = {
  status: 503,
  message: 'Too many people are signing in at this moment. Please try again in a few seconds.',
  retryAfter: 5,
};

function limited(timesLeft) {
  const retryAfter = Math.ceil(Math.max(...timesLeft) / 1000);
  const time = retryAfter > 60 ? `${Math.ceil(retryAfter / 60)} minutes` : 'a minute';
  return {
    status: 429,
    message: `Too many sign-ins have failed. Please try again in ${time}.`,
    retryAfter,
  };
}
