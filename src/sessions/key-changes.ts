import { isDeepStrictEqual } from 'node:util';

/** What became of one key of a session: `before` is absent for a new one, `after` for one that went. */
export interface KeyChange {
  key: string;
  before?: unknown;
  after?: unknown;
}

type Data = Readonly<Record<string, unknown>>;

/** The keys of a session that came, changed or went. */
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

/** A session may have a key such as `constructor`, which every object has in a way. */
function valueIn(data: Data, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

/** Most values are texts and numbers, for which a deep comparison takes ten times as long. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || isDeepStrictEqual(one, other);
}
