import { distance } from 'fastest-levenshtein';

/**
 * The name that somebody who typed a word most likely meant.
 *
 * @param most how many letters of a name may differ
 * @returns undefined where none is near
 */
export function nearestOf(
  names: readonly string[],
  word: string,
  most: (name: string) => number,
): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, mistakes: distance(plain(word), plain(name)) }))
    .filter(({ name, mistakes }) => mistakes <= most(name))
    .sort((one, other) => one.mistakes - other.mistakes);
  return nearest?.name;
}

/** Whether letters are large, and words apart, is no mistake. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}
