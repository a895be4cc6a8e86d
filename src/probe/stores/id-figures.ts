import type { ProbeIds } from '../messages.ts';

/** Two random ids are never this close to each other. */
const NEAR = 100_000n;

/** Figures about ids that reveal none of them. */
export function figuresOf(ids: readonly string[]): ProbeIds {
  return {
    count: ids.length,
    repeats: ids.length - new Set(ids).size,
    shortest: Math.min(...ids.map(({ length }) => length)),
    characters: new Set(ids.join('')).size,
    bits: Math.round(bitsIn(ids)),
    countsOn: countsOn(ids),
  };
}

/**
 * How many bits differ between the ids, place by place: none if all have the same character, six if each of 64
 * characters is as likely. Relations between places are not considered, so this is an upper limit of their randomness.
 */
function bitsIn(ids: readonly string[]): number {
  const longest = Math.max(...ids.map(({ length }) => length));
  let sum = 0;
  for (let place = 0; place < longest; place += 1) {
    sum += bitsAt(ids.map((id) => id[place] ?? ''));
  }
  return sum;
}

/** Shannon's entropy, with the correction of Miller and Madow for few samples. */
function bitsAt(characters: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const one of characters) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / characters.length;
    bits -= share * Math.log2(share);
  }
  return bits + (counts.size - 1) / (2 * characters.length * Math.LN2);
}

/** Whether each id and the next differ only in a number that counts up. */
function countsOn(ids: readonly string[]): boolean {
  if (ids.length < 3) return false;
  const [start, end] = commonParts(ids);
  const numbers = ids.map((id) => numberIn(id.slice(start, id.length - end)));
  return numbers.every((number, index) => {
    const before = numbers[index - 1];
    if (index === 0) return number !== undefined;
    if (number === undefined || before === undefined) return false;
    const step = number > before ? number - before : before - number;
    return step > 0n && step <= NEAR;
  });
}

/** How many characters all have in common at the start and at the end, without digits of the number between. */
function commonParts(ids: readonly string[]): [start: number, end: number] {
  const [first = ''] = ids;
  const shortest = Math.min(...ids.map(({ length }) => length));
  let start = 0;
  while (start < shortest && ids.every((id) => id[start] === first[start])) start += 1;
  while (start > 0 && /[0-9a-f]/i.test(first[start - 1] ?? '')) start -= 1;
  let end = 0;
  while (end < shortest - start && ids.every((id) => id.at(-1 - end) === first.at(-1 - end)))
    end += 1;
  while (end > 0 && /[0-9a-f]/i.test(first.at(-end) ?? '')) end -= 1;
  return [start, end];
}

/** A number in decimal or hexadecimal digits. */
function numberIn(text: string): bigint | undefined {
  if (/^\d{1,40}$/.test(text)) return BigInt(text);
  return /^[0-9a-f]{1,40}$/i.test(text) ? BigInt(`0x${text}`) : undefined;
}
