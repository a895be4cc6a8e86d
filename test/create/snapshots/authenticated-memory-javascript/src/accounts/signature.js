import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signs some values. Nobody can make up a signature without the secret.
 *
 * @param {string} purpose keeps signatures apart that are made for different things with the same secret
 * @param {unknown[]} values
 * @param {string} secret
 * @returns {string}
 */
export function sign(purpose, values, secret) {
  const text = JSON.stringify([purpose, ...values]);
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/**
 * Whether one of the secrets made this signature.
 *
 * @param {string} signature
 * @param {string} purpose
 * @param {unknown[]} values
 * @param {string[]} secrets
 * @returns {boolean}
 */
export function isSigned(signature, purpose, values, secrets) {
  return secrets.some((secret) => isEqual(signature, sign(purpose, values, secret)));
}

/**
 * An ordinary comparison stops at the first difference, so its time would tell how much of a guess was right.
 *
 * @param {string} text
 * @param {string} otherText
 * @returns {boolean}
 */
function isEqual(text, otherText) {
  const [one, other] = [Buffer.from(text), Buffer.from(otherText)];
  return one.length === other.length && timingSafeEqual(one, other);
}
