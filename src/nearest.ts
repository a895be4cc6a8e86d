import { distance } from 'fastest-levenshtein';

/**
 * The name that was most likely meant by a mistyped word.
 *
 * @param most how many letters of a name may differ
 * @returns undefined if no name is near
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

/** Upper case, hyphens and underscores do not count as mistakes. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}
