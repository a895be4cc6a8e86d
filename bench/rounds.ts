/** The numbers of one measurement. A key has a name and a unit, such as `requests/s` or `p99 ms`. */
export type Numbers = Readonly<Record<string, number>>;

export interface Subject {
  name: string;
  measure(): Promise<Numbers>;
}

/** The measurements of each subject, by name, in the order of the rounds. */
export type Results = ReadonlyMap<string, readonly Numbers[]>;

/** One number of a subject, divided by that of another one, round by round. */
export interface Ratio {
  /** The medians of all rounds. */
  ours: number;
  other: number;
  /** Of the ratios of the rounds. */
  median: number;
  lowest: number;
  highest: number;
  rounds: number;
}

/**
 * Measures subjects in turns, as a machine may be busy for some minutes, and in another order in each round.
 *
 * @param warmUps how many rounds do not count: one, unless a measurement keeps no state
 */
export async function measureInTurns(
  subjects: readonly Subject[],
  rounds: number,
  warmUps = 1,
): Promise<Results> {
  const results = new Map(subjects.map(({ name }) => [name, [] as Numbers[]]));
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const start = round % subjects.length;
    for (const { name, measure } of [...subjects.slice(start), ...subjects.slice(0, start)]) {
      const numbers = await measure();
      if (round >= warmUps) results.get(name)?.push(numbers);
    }
  }
  return results;
}

/** Compares two subjects by one of their numbers; undefined if one of them does not have it. */
export function ratioOf(
  results: Results,
  [ours, other]: readonly [string, string],
  measure: string,
): Ratio | undefined {
  const [one, two] = [ours, other].map((name) =>
    (results.get(name) ?? []).flatMap((numbers) => numbers[measure] ?? []),
  );
  if (!one?.length || one.length !== two?.length) return undefined;
  const ratios = one.map((number, round) => number / (two[round] ?? Number.NaN));
  return {
    ours: median(one),
    other: median(two),
    median: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    rounds: ratios.length,
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
}
