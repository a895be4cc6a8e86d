/** The facts about a site's process and store during a soak. */
export interface Observed {
  /** The size of the heap at regular times during the visits, in bytes. */
  heap: readonly number[];
  /** What is still in the store when all sessions have expired. */
  leftovers: readonly string[];
  /** The number of texts in memory that contain the name of a visitor. */
  names: number;
  /** The number of open files and connections: before the first visitor, and after the last one. */
  descriptors: { before: number; after: number };
}

/** The allowed growth of the heap from the middle third of the time to the last one. */
const GROWTH = 1.05;
/** Node's buffers keep the texts of the last requests until new ones come. */
const MOST_NAMES = 100;

/** What is wrong, one sentence each. */
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

/** The mean of the last third, divided by that of the middle third; 1 if there are too few values. */
export function growthOf(heap: readonly number[]): number {
  const third = Math.floor(heap.length / 3);
  if (third < 3) return 1;
  return mean(heap.slice(-third)) / mean(heap.slice(-2 * third, -third));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
