import { CLASSES, classOf, type SessionClass } from '../sessions/classes.ts';
import type { Session } from '../sessions/session.ts';
import { padTo, widthOf } from './columns.ts';
import { printable } from './lines.ts';

/** What stands where nothing is known. */
export const UNKNOWN = '–';

const UNITS: ReadonlyArray<[unit: string, milliseconds: number]> = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** A span of time, rounded down: `12m`, or in two units `1h 58m`. */
export function span(milliseconds: number, mostUnits: 1 | 2): string {
  const parts: string[] = [];
  let rest = Math.max(0, milliseconds);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0 && parts.length === 0 && unit !== 's') continue;
    if (count > 0 || parts.length === 0) parts.push(`${count}${unit}`);
    if (parts.length === mostUnits || count === 0) break;
  }
  return parts.slice(0, mostUnits).join(' ');
}

/** How long ago a time was: `12m`. */
export function since(time: Date | null, now: Date): string {
  return time === null ? UNKNOWN : span(now.getTime() - time.getTime(), 1);
}

/** Bytes: `214B`, `1.4kB`, `10MB`. */
export function bytes(size: number): string {
  if (size < 1_000) return `${size}B`;
  const [unit, number] = size < 999_500 ? ['kB', size / 1_000] : ['MB', size / 1_000_000];
  return `${Number(number.toFixed(number < 9.95 ? 1 : 0))}${unit}`;
}

/** What came from elsewhere, on one line of a terminal. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

/** How many sessions there are of each class. */
export type Counts = Record<SessionClass, number>;

export function emptyCounts(): Counts {
  return { 'signed in': 0, anonymous: 0, expired: 0, corrupt: 0, unreadable: 0 };
}

export function addTo(counts: Counts, record: Pick<Session, 'state' | 'user'>): void {
  counts[classOf(record)] += 1;
}

export function totalOf(counts: Counts): number {
  return CLASSES.reduce((sum, name) => sum + counts[name], 0);
}

/** `3 sessions: 1 signed in, 1 expired, 1 corrupt` */
export function countsLine(counts: Counts): string {
  const total = totalOf(counts);
  const parts = CLASSES.filter((name) => counts[name] > 0).map(
    (name) => `${grouped(counts[name])} ${name}`,
  );
  return `${sessions(total)}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

/** `no sessions`, `1 session`, `1,204 sessions` */
export function sessions(count: number): string {
  return `${count === 0 ? 'no' : grouped(count)} session${count === 1 ? '' : 's'}`;
}

/** `1,204` */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

export type Entry = [label: string, text: string];

const INDENT = '  ';

/** Labels in a column of their own, and what they say; lines of one text stay below each other. */
export function entries(lines: readonly Entry[]): string[] {
  const width = Math.max(...lines.map(([label]) => widthOf(label)));
  const margin = ' '.repeat(INDENT.length + width + 2);
  return lines.map(
    ([label, text]) => `${INDENT}${padTo(label, width)}  ${text.replaceAll('\n', `\n${margin}`)}`,
  );
}
