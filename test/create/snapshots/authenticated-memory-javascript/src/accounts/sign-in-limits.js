import { hash } from 'node:crypto';

/**
 * @import { SignInLimit } from '../settings.js'
 * @import { Limit } from './attempts.js'
 */

/**
 * Somebody who tries to sign in.
 *
 * @typedef {object} Guess
 * @property {string} name
 * @property {string} address See `address-key.js`.
 * @property {string | undefined} device
 *   Which browser it is, where this name has signed in with it before: see `device-cookie.js`.
 */

const HOUR_MS = 3_600_000;

/**
 * One address can guess at many names: colleagues behind one router have many names as well.
 *
 * @param {SignInLimit} signInLimit
 * @returns {number}
 */
export function failuresOfAnAddress({ failures }) {
  return 5 * failures;
}

/**
 * The limits that count if this guess fails. What strangers do must not keep somebody out, so a browser that has signed
 * in with the name before is counted for itself. For all others a name has a limit of its own, or a guess from each
 * of a thousand addresses would be a thousand guesses; one address adds so little to it that it cannot reach it alone.
 *
 * @param {Guess} guess
 * @param {SignInLimit} limit
 * @returns {Limit[]}
 */
export function limitsOf({ name, address, device }, limit) {
  const { failures, window } = limit;
  const ofTheAddress = {
    key: keyOf('address', address),
    most: failuresOfAnAddress(limit),
    window,
  };
  if (device) return [ofTheAddress, { key: keyOf('device', name, device), most: failures, window }];
  return [
    ofTheAddress,
    { key: keyOf('name and address', name, address), most: failures, window },
    {
      key: keyOf('name', name),
      most: 100,
      window: HOUR_MS,
      share: { key: keyOf('share', name, address), most: 10 },
    },
  ];
}

/**
 * As short for a long name as for any: 16 bytes, which nobody finds a second name for.
 *
 * @param {...string} parts
 * @returns {string}
 */
function keyOf(...parts) {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
