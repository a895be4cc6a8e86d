import { isPlainObject } from '../objects.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Merges JSON texts of objects deeply and sorts the keys of every object below the first level.
 *
 * @throws Error where two of them disagree on a value
 */
export function mergeJson(lower: string, upper: string): string {
  return `${JSON.stringify(merge(JSON.parse(lower), JSON.parse(upper), []), null, 2)}\n`;
}

function merge(lower: Json | undefined, upper: Json | undefined, path: string[]): Json {
  if (lower === undefined || upper === undefined) return lower ?? upper ?? null;
  if (isPlainObject(lower) && isPlainObject(upper)) {
    const keys = [...new Set([...Object.keys(lower), ...Object.keys(upper)])];
    if (path.length > 0) keys.sort();
    return Object.fromEntries(
      keys.map((key) => [key, merge(lower[key], upper[key], [...path, key])]),
    );
  }
  if (JSON.stringify(lower) === JSON.stringify(upper)) return lower;
  throw new Error(
    `Two templates disagree on ${path.join('.')}: ${JSON.stringify(lower)} and ${JSON.stringify(upper)}`,
  );
}
