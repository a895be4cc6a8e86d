import { COMMON_PASSWORDS } from './common-passwords.js';
import { asHashed } from './passwords.js';

/**
 * What is wrong with a password that somebody chose, or undefined where it will do.
 *
 * @param {string} password
 * @returns {string | undefined}
 */
export function passwordFault(password) {
  const { length } = [...password];
  // NIST 800-63B: length is what counts, and rules about kinds of characters only make passwords alike.
  if (length < 8) return 'A password needs at least 8 characters.';
  // The sign-in form takes 10 kB in all.
  if (length > 256) return 'A password can have at most 256 characters.';
  // Who guesses begins with these, and a capital letter is the next thing to try.
  const text = asHashed(password).toLowerCase();
  if (COMMON_PASSWORDS.has(text)) return 'This password is one of the most common ones.';
  if (/^(.)\1*$/su.test(text)) return 'A password needs more than one character repeated.';
  if (/^\s*$/.test(text)) return 'A password needs more than spaces.';
  return undefined;
}
