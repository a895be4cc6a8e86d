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
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => ({
      key,
      ...(key in before && { before: before[key] }),
      ...(key in after && { after: after[key] }),
    }));
}
