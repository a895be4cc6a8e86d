// This folder checks and replaces passwords. This file says which new ones are refused, and is the one to change. You
// may also want to change what a hash costs, in `passwords.js`. You need not change the others.

import { COMMON_PASSWORDS } from './common-passwords.js';
import { normalizePassword } from './passwords.js';

export const MIN_CHARACTERS = 8;
/** The sign-in form accepts 10 kB in all. */
const MAX_CHARACTERS = 256;

/**
 * Why a new password is not accepted, or undefined if it is.
 *
 * @param {string} password
 * @returns {string | undefined}
 */
export function passwordProblem(password) {
  const { length } = [...password];
  // As NIST 800-63B advises, only the length counts. Rules about kinds of characters make passwords more alike.
  if (length < MIN_CHARACTERS) {
    return `A password needs at least ${MIN_CHARACTERS} characters.`;
  }
  if (length > MAX_CHARACTERS) return `A password can have at most ${MAX_CHARACTERS} characters.`;
  // Attackers try these first, then the same with capital letters.
  const text = normalizePassword(password).toLowerCase();
  if (COMMON_PASSWORDS.has(text)) return 'This password is one of the most common ones.';
  if (/^(.)\1*$/su.test(text)) return 'A password needs more than one character repeated.';
  if (/^\s*$/.test(text)) return 'A password needs more than spaces.';
  return undefined;
}

/**
 * The same for a password that was typed twice, because it does not show.
 *
 * @param {string} password
 * @param {string} repeated
 * @returns {string | undefined}
 */
export function newPasswordProblem(password, repeated) {
  return password === repeated ? passwordProblem(password) : 'The two passwords differ.';
}
