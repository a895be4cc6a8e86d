/** Ids that are closer to each other than that were counted, or made of the time. */
const NEAR = 100_000;
/** An id of fewer characters can be tried out. */
const SHORTEST = 10;

/**
 * Why session ids can be guessed, or undefined where nothing speaks for that: two random ids never differ in a few
 * digits alone.
 *
 * @param ids as a run met them
 */
export function isGuessable(ids: readonly string[]): string | undefined {
  const short = ids.find((id) => id.length < SHORTEST);
  if (short !== undefined) return `an id of ${short.length} characters`;
  const [last, before] = [ids.at(-1), ids.at(-2)];
  if (last === undefined || before === undefined) return undefined;
  const [one, other] = differingParts(before, last);
  if (!/^\d{1,16}$/.test(one) || !/^\d{1,16}$/.test(other)) return undefined;
  const step = Math.abs(Number(one) - Number(other));
  return step <= NEAR ? `one id is ${step} more than the other` : undefined;
}

/** What two texts have between the same beginning and the same end, with the digits next to it. */
function differingParts(one: string, other: string): [string, string] {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  while (start > 0 && /\d/.test(one[start - 1] ?? '')) start -= 1;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  while (end > 0 && /\d/.test(one.at(-end) ?? '')) end -= 1;
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)];
}
