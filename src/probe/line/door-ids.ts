import { isObject } from '../../objects.ts';
import { LONGEST_ID, MOST_IDS, type ProbeIds } from '../messages.ts';
import { isFlag, isWhole } from './door-values.ts';

/** No character has more than 21 bits. */
const MOST_BITS = 21 * LONGEST_ID;

/** Figures about ids, rebuilt from the known fields; undefined if one of them is wrong. */
export function idFigures(value: unknown): ProbeIds | undefined {
  if (!isObject(value)) return undefined;
  const { count, repeats, shortest, characters, bits, countsOn } = value;
  if (!isWhole(count, 1, MOST_IDS) || !isWhole(repeats, 0, count)) return undefined;
  if (!isWhole(shortest, 1, LONGEST_ID) || !isWhole(characters, 1, 2 ** 21)) return undefined;
  if (!isWhole(bits, 0, MOST_BITS) || !isFlag(countsOn)) return undefined;
  return { count, repeats, shortest, characters, bits, countsOn };
}
