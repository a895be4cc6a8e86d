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
  // A session may have keys such as `constructor`, which every object has by itself.
  const [earlier, later] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .filter((key) => !isDeepStrictEqual(earlier.get(key), later.get(key)))
    .map((key) => ({
      key,
      ...(earlier.has(key) && { before: earlier.get(key) }),
      ...(later.has(key) && { after: later.get(key) }),
    }));
}
