// This folder protects accounts against guessed passwords. This file has the limits, and is the one to change, besides
// the settings `SIGN_IN_FAILURES` and `SIGN_IN_WINDOW`. You need not change the others.

import { hash } from 'node:crypto';
import type { SignInLimit } from '../../settings.ts';
import type { Limit } from './attempts.ts';

/** An attempt to sign in. */
export interface Attempt {
  name: string;
  /** See `address-key.ts`. */
  address: string;
  /** The id of the browser, if this user has signed in with it before: see `device-cookie.ts`. */
  device: string | undefined;
}

const HOUR_MS = 3_600_000;

/** The limit for all names together. It is higher, because colleagues can share an address. */
export function maxFailuresOfAddress({ failures }: SignInLimit): number {
  return 5 * failures;
}

/**
 * The limits that apply to an attempt.
 *
 * - A browser in which this user has signed in before has a count of its own, so strangers cannot lock the user out.
 * - For other browsers there is also a limit on the name. Otherwise, a thousand addresses could make a thousand times as
 *   many guesses. One address adds so little to that count that it cannot use up the limit alone.
 */
export function limitsFor({ name, address, device }: Attempt, limit: SignInLimit): Limit[] {
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

/** 16 bytes of a hash: a long name takes no more room, and nobody can find two names with the same key. */
function keyFor(...parts: string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
