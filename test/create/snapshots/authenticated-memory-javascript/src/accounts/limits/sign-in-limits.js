// This folder protects accounts against guessed passwords. This file has the limits, and is the one to change, besides
// the settings `SIGN_IN_FAILURES` and `SIGN_IN_WINDOW`. You need not change the others.

import { hash } from 'node:crypto';

/**
 * @import { SignInLimit } from '../../settings.js'
 * @import { Limit } from './attempts.js'
 */

/**
 * An attempt to sign in.
 *
 * @typedef {object} Attempt
 * @property {string} name
 * @property {string} address See `address-key.js`.
 * @property {string | undefined} device
 *   The id of the browser, if this user has signed in with it before: see `device-cookie.js`.
 */

const HOUR_MS = 3_600_000;

/**
 * The limit for all names together. It is higher, because colleagues can share an address.
 *
 * @param {SignInLimit} signInLimit
 * @returns {number}
 */
export function maxFailuresOfAddress({ failures }) {
  return 5 * failures;
}

/**
 * The limits that apply to an attempt.
 *
 * - A browser in which this user has signed in before has a count of its own, so strangers cannot lock the user out.
 * - For other browsers there is also a limit on the name. Otherwise, a thousand addresses could make a thousand times as
 *   many guesses. One address adds so little to that count that it cannot use up the limit alone.
 *
 * @param {Attempt} attempt
 * @param {SignInLimit} limit
 * @returns {Limit[]}
 */
export function limitsFor({ name, address, device }, limit) {
  const { failures: max, window: windowMs } = limit;
  const addressLimit = {
    key: keyFor('address', address),
    max: maxFailuresOfAddress(limit),
    windowMs,
  };
  if (device) return [addressLimit, { key: keyFor('device', name, device), max, windowMs }];
  return [
    addressLimit,
    { key: keyFor('name and address', name, address), max, windowMs },
    {
      key: keyFor('name', name),
      max: 100,
      windowMs: HOUR_MS,
      share: { key: keyFor('share', name, address), max: 10 },
    },
  ];
}

/**
 * 16 bytes of a hash: a long name takes no more room, and nobody can find two names with the same key.
 *
 * @param {...string} parts
 * @returns {string}
 */
function keyFor(...parts) {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
