import type { Results } from './rounds.ts';

/** A measurement in comparison with other programs, which can be repeated alone. */
export interface Benchmark {
  name: string;
  /** What it shows, and what limits the comparison: whole sentences. */
  shows: string;
  run(run: Run): Promise<Contest[]>;
}

/** The settings of a run of benchmarks. */
export interface Run {
  /** Uses small sizes, to check that everything works. */
  quick: boolean;
  /** The number of rounds, if one was given. */
  rounds?: number;
  /** The command that starts Redis; undefined if Redis is not installed. */
  redisServer?: string;
  /** The folder with the packages of others. */
  packages: string;
  /** Reports the progress. */
  say(words: string): void;
}

/** One of our subjects, and one to compare it with. */
export type Pair = readonly [ours: string, other: string];

/** Subjects that were measured in turns, under the same conditions. */
export interface Contest {
  /** The conditions, if a benchmark has several: "1,000 visitors". */
  setting?: string;
  pairs: readonly Pair[];
  results: Results;
}

/** The sizes for a run. */
export function sizesOf<Sizes extends { rounds: number }>(
  { quick, rounds }: Run,
  sizes: { full: Sizes; quick: Sizes },
): Sizes {
  const chosen = quick ? sizes.quick : sizes.full;
  return rounds === undefined ? chosen : { ...chosen, rounds };
}
