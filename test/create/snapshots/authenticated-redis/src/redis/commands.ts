import type { Commands } from './connection.ts';

/** Redis runs nothing else while it runs a script. The result is 1, or the current value if it is another one. */
const REPLACE_IF_UNCHANGED = `
  local value = redis.call('GET', KEYS[1])
  if value ~= ARGV[1] then return value end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/** Reads a value. Undefined if there is none. */
export function get(key: string): (redis: Commands) => Promise<string | undefined> {
  return async (redis) => (await redis.get(key)) ?? undefined;
}

/** Stores a value that expires at a given time, in milliseconds since 1970. */
export function set(
  key: string,
  value: string,
  expires: number,
): (redis: Commands) => Promise<unknown> {
  return (redis) => redis.set(key, value, { expiration: { type: 'PXAT', value: expires } });
}

/**
 * Replaces a value if it is still the one that was read. The result is then `true`, and otherwise the current value, or
 * undefined if there is none.
 */
export function replaceIfUnchanged(
  key: string,
  before: string,
  after: string,
  expires: number,
): (redis: Commands) => Promise<true | string | undefined> {
  return async (redis) => {
    const reply = await redis.eval(REPLACE_IF_UNCHANGED, {
      keys: [key],
      arguments: [before, after, String(expires)],
    });
    return reply === 1 ? true : (reply?.toString() ?? undefined);
  };
}
