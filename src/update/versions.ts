/** A version as in https://semver.org, without build metadata. */
const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$/;

/** Whether a text is a version and nothing else; it may be put into a command line. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/**
 * Negative if the first version is earlier, positive if it is later, 0 if they are equal. A text that is not a version
 * counts as the earliest. The parts of a prerelease (`1.0.0-rc.2`) are compared as in semver.
 */
export function compareVersions(one: string, other: string): number {
  const [, ...a] = VERSION.exec(one) ?? [];
  const [, ...b] = VERSION.exec(other) ?? [];
  for (const index of [0, 1, 2]) {
    const difference = Number(a[index] ?? -1) - Number(b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return comparePreviews(a[3], b[3]);
}

function comparePreviews(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) {
    return Number(one === undefined) - Number(other === undefined);
  }
  const [a, b] = [one.split('.'), other.split('.')];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (left !== right) return compareParts(left, right);
  }
  return 0;
}

function compareParts(one: string, other: string): number {
  const numbers = [one, other].map((part) => /^\d+$/.test(part));
  if (numbers[0] && numbers[1]) return Number(one) - Number(other);
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return one < other ? -1 : 1;
}

/**
 * The later of two version ranges, such as `^5.4.0` of that and `^5.3.2`; undefined if one has another form, which
 * cannot be compared.
 */
export function laterRange(one: string, other: string): string | undefined {
  const [a, b] = [one, other].map((range) => range.replace(/^[~^]/, ''));
  if (a === undefined || b === undefined || !isVersion(a) || !isVersion(b)) return undefined;
  return compareVersions(a, b) >= 0 ? one : other;
}
