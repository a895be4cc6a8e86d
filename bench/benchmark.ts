import type { Results } from './rounds.ts';

/** Something that is measured beside what others do, and that can be repeated by itself. */
export interface Benchmark {
  name: string;
  /** What it shows, and what is fair to know of it: whole sentences. */
  shows: string;
  run(run: Run): Promise<Contest[]>;
}

/** What a run of benchmarks has. */
export interface Run {
  /** Small sizes, to see that all of it works. */
  quick: boolean;
  /** How many rounds, where somebody asked for a number. */
  rounds?: number;
  /** The program that starts a Redis; undefined where there is none. */
  redisServer?: string;
  /** The folder in which others' packages are installed. */
  packages: string;
  /** Tells a person how it goes. */
  say(words: string): void;
}

/** One who is measured, and one beside whom that is seen. */
export type Pair = readonly [ours: string, other: string];

/** Subjects that were measured in turns, under the same circumstances. */
export interface Contest {
  /** The circumstances, where there are several: "1,000 visitors". */
  setting?: string;
  pairs: readonly Pair[];
  results: Results;
}

/** The sizes to measure at. */
export function sizesOf<Sizes extends { rounds: number }>(
  { quick, rounds }: Run,
  sizes: { full: Sizes; quick: Sizes },
): Sizes {
  const chosen = quick ? sizes.quick : sizes.full;
  return rounds === undefined ? chosen : { ...chosen, rounds };
}
