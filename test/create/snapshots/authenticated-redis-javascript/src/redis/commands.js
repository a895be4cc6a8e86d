/** @import { Commands } from './connection.js' */

/** Redis runs nothing else while it runs a script. The result is 1, or the current value if it is another one. */
const REPLACE_IF_UNCHANGED = `
  local value = redis.call('GET', KEYS[1])
  if value ~= ARGV[1] then return value end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/**
 * Reads a value. Undefined if there is none.
 *
 * @param {string} key
 * @returns {(redis: Commands) => Promise<string | undefined>}
 */
export function get(key) {
  return async (redis) => (await redis.get(key)) ?? undefined;
}

/**
 * Stores a value that expires at a given time, in milliseconds since 1970.
 *
 * @param {string} key
 * @param {string} value
 * @param {number} expires
 * @returns {(redis: Commands) => Promise<unknown>}
 */
export function set(key, value, expires) {
  return (redis) => redis.set(key, value, { expiration: { type: 'PXAT', value: expires } });
}

/**
 * Replaces a value if it is still the one that was read. The result is then `true`, and otherwise the current value, or
 * undefined if there is none.
 *
 * @param {string} key
 * @param {string} before
 * @param {string} after
 * @param {number} expires
 * @returns {(redis: Commands) => Promise<true | string | undefined>}
 */
export function replaceIfUnchanged(key, before, after, expires) {
  return async (redis) => {
    const reply = await redis.eval(REPLACE_IF_UNCHANGED, {
      keys: [key],
      arguments: [before, after, String(expires)],
    });
    return reply === 1 ? true : (reply?.toString() ?? undefined);
  };
}
