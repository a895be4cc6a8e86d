/** How two ways of doing something compare: one's numbers divided by the other's, round by round. */
export interface Comparison {
  /** What was compared, in words. */
  name: string;
  unit: string;
  /** Medians over all rounds. */
  one: number;
  other: number;
  /** Of the rounds' ratios. */
  ratio: { median: number; lowest: number; highest: number };
  rounds: number;
}

export interface Subject {
  name: string;
  /** Answers a number to compare, more being better. */
  measure(): Promise<number>;
}

/**
 * Measures subjects in turns, as machines have good minutes and bad ones, and in another order each round. The first
 * round warms up and does not count.
 *
 * @returns each subject's numbers, by its name
 */
export async function measureInTurns(
  subjects: readonly Subject[],
  rounds: number,
): Promise<Map<string, number[]>> {
  const numbers = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    const start = round % subjects.length;
    for (const subject of [...subjects.slice(start), ...subjects.slice(0, start)]) {
      const number = await subject.measure();
      if (round > 0) numbers.get(subject.name)?.push(number);
    }
  }
  return numbers;
}

/** @param one numbers of one subject, in the order of the rounds; `other` those of the other */
export function compare(
  name: string,
  unit: string,
  one: readonly number[],
  other: readonly number[],
): Comparison {
  const ratios = one.map((number, round) => number / (other[round] ?? Number.NaN));
  return {
    name,
    unit,
    one: median(one),
    other: median(other),
    ratio: { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) },
    rounds: ratios.length,
  };
}

export function comparisonLine({ name, unit, one, other, ratio, rounds }: Comparison): string {
  const spread = `${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)} in ${rounds} rounds`;
  return `${name}: ${one.toFixed(1)} against ${other.toFixed(1)} ${unit}, ratio ${ratio.median.toFixed(3)} (${spread})`;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
}
