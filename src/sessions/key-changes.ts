import { isDeepStrictEqual } from 'node:util';

/** What became of one key of a session: `before` is absent for a new one, `after` for one that went. */
export interface KeyChange {
  key: string;
  before?: unknown;
  after?: unknown;
}

/** The keys of a session that came, changed or went. */
export function keysThatDiffer(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): KeyChange[] {
  // A session may have a key such as `constructor`, which every object has in a way.
  const valueIn = (data: Readonly<Record<string, unknown>>, key: string) =>
    Object.hasOwn(data, key) ? data[key] : undefined;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !isDeepStrictEqual(valueIn(before, key), valueIn(after, key)))
    .map((key) => ({
      key,
      ...(Object.hasOwn(before, key) && { before: before[key] }),
      ...(Object.hasOwn(after, key) && { after: after[key] }),
    }));
}
