import * as v from 'valibot';
import { nearestOf } from '../../nearest.ts';

/** How many letters of a mistyped key may be wrong. */
const MOST_LETTERS = 2;

/**
 * An object with these keys and no others. The error for another key lists the valid ones, and the nearest.
 *
 * @param others keys of other kinds of object, which are also listed
 */
export function keysOf<const Entries extends v.ObjectEntries>(
  entries: Entries,
  others: readonly string[] = [],
): v.StrictObjectSchema<Entries, (issue: v.StrictObjectIssue) => string> {
  const keys = [...Object.keys(entries), ...others];
  return v.strictObject(entries, ({ expected, path }) => {
    const key = String(path?.at(-1)?.key ?? '');
    if (expected === 'never') {
      return `there is no such key${near(keys, [key]) || '.'} The keys here are ${keys.join(', ')}`;
    }
    return expected === 'Object' ? 'must be an object' : 'is missing';
  });
}

/** Always fails: an object that has none of the keys of which it needs one. */
export function noneOf(
  keys: readonly string[],
): v.CustomSchema<never, (issue: v.CustomIssue) => string> {
  return v.custom<never, (issue: v.CustomIssue) => string>(
    () => false,
    ({ input }) => {
      const written = typeof input === 'object' && input !== null ? Object.keys(input) : [];
      return `must be an object with one of the keys ${keys.join(', ')}${near(keys, written)}`;
    },
  );
}

/** The valid key that is nearest to one of the written ones. */
function near(keys: readonly string[], written: readonly string[]): string {
  const [found] = written.flatMap((word) => nearestOf(keys, word, () => MOST_LETTERS) ?? []);
  return found === undefined ? '' : `; did you mean "${found}"?`;
}
