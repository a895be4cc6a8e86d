/** Ids that are closer to each other than this count up, or come from the time. */
const NEAR = 100_000;
/** A shorter id can be found by trying. */
const SHORTEST = 10;

/**
 * Why session ids can be guessed, or undefined if nothing shows that: two random ids never differ in a few digits only.
 * digits alone.
 *
 * @param ids in the order in which a run saw them
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

/** The parts that differ between two texts, with the digits next to them. */
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
