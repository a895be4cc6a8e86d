// This folder reads and checks the settings. To add or change one, edit `settings.js`, one folder up: it reads each
// setting with a function from this file. `env-file.js` reads `.env`, `hosts.js` and `proxies.js` read one setting
// each, and `site.js` knows the site's name and folder.

/** A setting that the site cannot start with. The message says which setting, and what it must be. */
export class SettingError extends Error {
  /**
   * @param {string} name
   * @param {string} mustBe
   * @param {string} [hint]
   */
  constructor(name, mustBe, hint = '') {
    super(
      `${name} must be ${mustBe}. Set it in .env, as .env.example does, or in the environment.${hint}`,
    );
  }
}

/**
 * The default of a setting, and the smallest and largest value it may have.
 *
 * @typedef {object} Range
 * @property {string} default
 * @property {string} min
 * @property {string} max
 */

/**
 * Reads a whole number.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {Range} range
 * @returns {number}
 */
export function readInteger(env, name, range) {
  return readInRange(env, name, range, 'a whole number', parseInteger);
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
  return readInRange(env, name, range, 'a time such as 30m, 2h or 7d,', parseDuration);
}

function readInRange(env, name, range, kind, parse) {
  const text = env[name] || range.default;
  const value = parse(text);
  if (value >= parse(range.min) && value <= parse(range.max)) return value;
  throw new SettingError(name, `${kind} from ${range.min} to ${range.max}, not "${text}"`);
}

/**
 * NaN, which is in no range, for anything that is not a whole number.
 *
 * @param {string} text
 * @returns {number}
 */
function parseInteger(text) {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDuration(text) {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count) * (UNITS_MS[unit] ?? 0);
}

/**
 * Reads values separated by commas.
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
