const UNITS: ReadonlyArray<[unit: string, milliseconds: number]> = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** How exactly a duration is shown. */
interface Precision {
  /** The smallest unit; the rest is left out. Default: milliseconds. */
  smallest?: 'ms' | 's';
  /** The most units. Default: 2. */
  units?: 1 | 2;
}

/**
 * A duration for a person, in the one format of this program: `0.4 ms`, `14 ms`, `1.2 s`, `12 min`, `1 h 58 min`, `3
 * d`. From one minute, and in whole seconds, it is rounded down. A negative one counts as zero.
 */
export function duration(
  milliseconds: number,
  { smallest = 'ms', units = 2 }: Precision = {},
): string {
  const time = Math.max(0, milliseconds);
  if (time < 59_950 && smallest === 'ms') return measured(time);
  const parts: string[] = [];
  let rest = Math.max(time, smallest === 'ms' ? 60_000 : 0);
  for (const [unit, size] of UNITS) {
    const number = Math.floor(rest / size);
    rest -= number * size;
    if (number > 0) parts.push(`${number} ${unit}`);
    // Only adjacent units: with days, nobody needs the minutes.
    if (parts.length === units || (number === 0 && parts.length > 0)) break;
  }
  return parts.join(' ') || '0 s';
}

/** Below a minute: with as many digits as are useful. */
function measured(milliseconds: number): string {
  if (milliseconds >= 999.5) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  return `${Number(milliseconds.toFixed(milliseconds < 9.95 ? 1 : 0))} ms`;
}

/** Bytes for a person: `840 B`, `2.1 kB`, `8 MB`. */
export function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  const [unit, number] = size < 999_500 ? ['kB', size / 1_000] : ['MB', size / 1_000_000];
  return `${Number(number.toFixed(number < 9.95 ? 1 : 0))} ${unit}`;
}

/** `1,204` */
export function grouped(number: number): string {
  // `toLocaleString` takes 17 ms to load its data, and most counts are small.
  if (Number.isInteger(number) && Math.abs(number) < 1_000) return String(number);
  return number.toLocaleString('en');
}

/** `2 steps`, `1 step`, `1,204 breaches`. */
export function count(number: number, one: string, several = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : several}`;
}
