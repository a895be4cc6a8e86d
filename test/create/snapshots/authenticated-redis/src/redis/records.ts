import type { Commands } from './link.ts';

/** Nothing else runs while Redis runs a script. It answers 1, or the value that it met instead. */
const REPLACE_IF_SAME = `
  local value = redis.call('GET', KEYS[1])
  if value ~= ARGV[1] then return value end
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
  return 1
`;

/** The value, if there is one. */
export function get(key: string): (redis: Commands) => Promise<string | undefined> {
  return async (redis) => (await redis.get(key)) ?? undefined;
}

/** Stores a value that leaves by itself at a given time, in milliseconds since 1970. */
export function put(
  key: string,
  text: string,
  expires: number,
): (redis: Commands) => Promise<unknown> {
  return (redis) => redis.set(key, text, { expiration: { type: 'PXAT', value: expires } });
}

/**
 * Replaces a value only where it is still the one that was read. The answer is then `true`; otherwise it is the value
 * that is there now, if any.
 */
export function replace(
  key: string,
  before: string,
  after: string,
  expires: number,
): (redis: Commands) => Promise<true | string | undefined> {
  return async (redis) => {
    const reply = await redis.eval(REPLACE_IF_SAME, {
      keys: [key],
      arguments: [before, after, String(expires)],
    });
    return reply === 1 ? true : (reply?.toString() ?? undefined);
  };
}
