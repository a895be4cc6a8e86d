import { isDeepStrictEqual } from 'node:util';

/** A change of one key of a session: `before` is absent for a new key, `after` for a removed one. */
export interface KeyChange {
  key: string;
  before?: unknown;
  after?: unknown;
}

type Data = Readonly<Record<string, unknown>>;

/** The keys of a session that were added, changed or removed. */
export function keysThatDiffer(before: Data, after: Data): KeyChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !isSame(valueIn(before, key), valueIn(after, key)))
    .map((key) => ({
      key,
      ...(Object.hasOwn(before, key) && { before: before[key] }),
      ...(Object.hasOwn(after, key) && { after: after[key] }),
    }));
}

/** A session may hold a key such as `constructor`, which every object inherits. */
function valueIn(data: Data, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

/** Most values are texts and numbers, for which a deep comparison would take ten times as long. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || isDeepStrictEqual(one, other);
}
