/** @import { Commands } from './link.js' */

/** Nothing else runs while Redis runs a script. It answers 1, or the value that it met instead. */
const REPLACE_IF_SAME = `
  local value = redis.call('GET', KEYS[1])
  if value ~= ARGV[1] then return value end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/**
 * The value, if there is one.
 *
 * @param {string} key
 * @returns {(redis: Commands) => Promise<string | undefined>}
 */
export function get(key) {
  return async (redis) => (await redis.get(key)) ?? undefined;
}

/**
 * Stores a value that leaves by itself at a given time, in milliseconds since 1970.
 *
 * @param {string} key
 * @param {string} text
 * @param {number} expires
 * @returns {(redis: Commands) => Promise<unknown>}
 */
export function put(key, text, expires) {
  return (redis) => redis.set(key, text, { expiration: { type: 'PXAT', value: expires } });
}

/**
 * Replaces a value only where it is still the one that was read. The answer is then `true`; otherwise it is the value
 * that is there now, if any.
 *
 * @param {string} key
 * @param {string} before
 * @param {string} after
 * @param {number} expires
 * @returns {(redis: Commands) => Promise<true | string | undefined>}
 */
export function replace(key, before, after, expires) {
  return async (redis) => {
    const reply = await redis.eval(REPLACE_IF_SAME, {
      keys: [key],
      arguments: [before, after, String(expires)],
    });
    return reply === 1 ? true : (reply?.toString() ?? undefined);
  };
}
