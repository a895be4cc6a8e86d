/** A setting that the site cannot start with. Its message says which, and what it must be. */
export class SettingError extends Error {
  /**
   * @param {string} name
   * @param {string} mustBe
   */
  constructor(name, mustBe) {
    super(
      `${name} must be ${mustBe}. Set it in .env, as .env.example does, or in the environment.`,
    );
  }
}

/**
 * What a setting is where it is not set, and the least and the most that it may be.
 *
 * @typedef {object} Range
 * @property {string} usual
 * @property {string} from
 * @property {string} to
 */

/**
 * Reads a whole number.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {Range} range
 * @returns {number}
 */
export function readCount(env, name, range) {
  return readWithin(env, name, range, 'a whole number', wholeNumber);
}

/**
 * Reads a time such as 30m, in milliseconds.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {Range} range
 * @returns {number}
 */
export function readDuration(env, name, range) {
  return readWithin(env, name, range, 'a time such as 30m, 2h or 7d,', milliseconds);
}

function readWithin(env, name, { usual, from, to }, kind, parse) {
  const text = env[name] || usual;
  const value = parse(text);
  if (value >= parse(from) && value <= parse(to)) return value;
  throw new SettingError(name, `${kind} from ${from} to ${to}, not "${text}"`);
}

/**
 * What is no whole number is NaN, which lies within nothing.
 *
 * @param {string} text
 * @returns {number}
 */
function wholeNumber(text) {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(text) {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count) * (UNITS_MS[unit] ?? 0);
}

/**
 * Reads what commas separate.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @returns {string[]}
 */
export function readList(env, name) {
  return (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
