/** What was seen of a soaked site's process and store. */
export interface Observed {
  /** While visitors came and went, at regular times, in bytes. */
  heap: readonly number[];
  /** Once all sessions have expired: what the store still holds. */
  leftovers: readonly string[];
  /** How many texts in its memory still name a visitor. */
  names: number;
  /** Files and connections that are open: before the first visitor, and after the last. */
  descriptors: { before: number; after: number };
}

/** How much larger the heap may be in the last third of the time than in the middle one. */
const GROWTH = 1.05;
/** The last requests' texts stay in Node's own buffers until the next ones come. */
const MOST_NAMES = 100;

/** What is wrong with it, each in a sentence. */
export function faultsIn({ heap, leftovers, names, descriptors }: Observed): string[] {
  const growth = growthOf(heap);
  const faults: Array<[wrong: boolean, sentence: string]> = [
    [
      growth > GROWTH,
      `the heap grew by ${Math.round((growth - 1) * 100)} % from the middle third to the last`,
    ],
    [
      leftovers.length > 0,
      `the store still holds ${leftovers.length} entries, ${leftovers[0]} among them`,
    ],
    [names > MOST_NAMES, `${names} texts in memory still name a visitor`],
    [
      descriptors.after > descriptors.before,
      `${descriptors.after} descriptors are open, where there were ${descriptors.before}`,
    ],
  ];
  return faults.flatMap(([wrong, sentence]) => (wrong ? [sentence] : []));
}

/** The mean of the last third beside that of the middle third; 1 where too little was measured. */
export function growthOf(heap: readonly number[]): number {
  const third = Math.floor(heap.length / 3);
  if (third < 3) return 1;
  return mean(heap.slice(-third)) / mean(heap.slice(-2 * third, -third));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
