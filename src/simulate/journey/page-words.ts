import { isPlainObject } from '../../objects.ts';

/** How many characters of a page's text are read. */
const MOST_READ = 100_000;

export type Words = ReadonlySet<string>;

/** The words of a page; for JSON those of its values, because its keys are always the same. */
export function wordsOf(page: string): Words {
  const text = page.slice(0, MOST_READ);
  const said = saidIn(text) ?? text;
  const words = said.toLowerCase().match(/[\p{L}\p{M}\p{N}_]{2,}/gu) ?? [];
  return new Set(words.flatMap((word) => (WITHOUT_SPACES.test(word) ? pairsIn(word) : word)));
}

/** Scripts in which a whole sentence may have no space. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** All pairs of neighbouring letters. */
function pairsIn(word: string): string[] {
  const letters = [...word];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** The values in JSON, as one text; undefined if it is not JSON. */
function saidIn(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return valuesIn(JSON.parse(text)).join(' ');
  } catch {
    return undefined;
  }
}

/** All values but null, at any depth. */
function valuesIn(json: unknown): string[] {
  const open = [json];
  const values: string[] = [];
  while (open.length > 0) {
    const one = open.pop();
    if (Array.isArray(one)) open.push(...one);
    else if (isPlainObject(one)) open.push(...Object.values(one));
    else if (one !== null) values.push(String(one));
  }
  return values;
}

export function without(words: Words, others: Words): Words {
  return new Set([...words].filter((word) => !others.has(word)));
}

export function shares(words: Words, others: Words): boolean {
  return [...words].some((word) => others.has(word));
}

/** Which part of the first words is also in the others, from 0 to 1; 0 if there are no words. */
export function shareOf(words: Words, others: Words): number {
  if (words.size === 0) return 0;
  return [...words].filter((word) => others.has(word)).length / words.size;
}
