import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * The parameters of scrypt. Memory grows with N = 2^ln and r, and time with p as well.
 *
 * @typedef {object} Cost
 * @property {number} ln
 * @property {number} r
 * @property {number} p
 */

/**
 * What a password hash costs: OWASP's recommendation for 16 MiB of memory. You can change this at any time. Each hash
 * contains its own parameters, so old hashes still work, and each is replaced when its user signs in.
 *
 * @type {Cost}
 */
export const COST = { ln: 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Hashes that take more memory are refused. A mistyped cost must not take all that the machine has. */
const MAX_MEMORY_BYTES = 2 ** 30;

const HASH = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w-]{22})\$([\w-]{43})$/;

/**
 * Hashes a password. The hash can check the password, but nobody can compute the password from it.
 *
 * @param {string} password
 * @returns {Promise<string>}
 */
export async function hashPassword(password) {
  const salt = randomBytes(SALT_BYTES);
  return format(COST, salt, await derive(password, salt, COST));
}

/**
 * Whether `text` has the form that `hashPassword` returns, and scrypt can compute a hash at its cost.
 *
 * @param {unknown} text
 * @returns {text is string}
 */
export function isPasswordHash(text) {
  if (typeof text !== 'string' || !HASH.test(text)) return false;
  const { ln, r, p } = parse(text).cost;
  // scrypt itself takes no N of 2^(16r) or more.
  return ln > 0 && ln < 16 * r && p > 0 && 128 * 2 ** ln * r <= MAX_MEMORY_BYTES;
}

/**
 * Whether a hash was made with another cost than `COST`.
 *
 * @param {string} passwordHash
 * @returns {boolean}
 */
export function needsRehash(passwordHash) {
  const { ln, r, p } = parse(passwordHash).cost;
  return ln !== COST.ln || r !== COST.r || p !== COST.p;
}

/**
 * Whether this is the password that was hashed.
 *
 * @param {string} password
 * @param {string} passwordHash
 * @returns {Promise<boolean>}
 */
export async function passwordMatches(password, passwordHash) {
  const { cost, salt, key } = parse(passwordHash);
  // An ordinary comparison stops at the first difference, so its time would tell how much of a guess was right.
  return timingSafeEqual(await derive(password, salt, cost), key);
}

function parse(passwordHash) {
  const [, ln, r, p, salt = '', key = ''] = HASH.exec(passwordHash) ?? [];
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

function format({ ln, r, p }, salt, key) {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/**
 * Keyboards encode letters such as "é" in different ways. This makes them the same.
 *
 * @param {string} password
 * @returns {string}
 */
export function normalizePassword(password) {
  return password.normalize('NFKC');
}

function derive(password, salt, { ln, r, p }) {
  const N = 2 ** ln;
  const text = normalizePassword(password);
  return new Promise((resolve, reject) => {
    // This takes a fifth of a second. It runs in another thread, so other visitors do not notice.
    scrypt(text, salt, KEY_BYTES, { N, r, p, maxmem: 256 * r * (N + p) }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
