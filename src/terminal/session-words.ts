import { count, duration, grouped } from '../quantities.ts';
import { CLASSES, classOf, type SessionClass } from '../sessions/classes.ts';
import type { Session } from '../sessions/session.ts';
import { padTo, widthOf } from './columns.ts';
import type { Lines } from './lines.ts';
import { printable } from './printable.ts';

/** Shown if something is not known. */
export const UNKNOWN = '–';

/** How long ago a time was: `12 min`. */
export function since(time: Date | null, now: Date): string {
  if (time === null) return UNKNOWN;
  return duration(now.getTime() - time.getTime(), { smallest: 's', units: 1 });
}

/** How many sessions there are of each class. */
export type Counts = Record<SessionClass, number>;

export function emptyCounts(): Counts {
  return { 'signed in': 0, anonymous: 0, expired: 0, corrupt: 0, unreadable: 0 };
}

export function addTo(counts: Counts, session: Pick<Session, 'state' | 'user'>): void {
  counts[classOf(session)] += 1;
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
export function sessions(number: number): string {
  return number === 0 ? 'no sessions' : count(number, 'session');
}

/** A label, with a text or with several lines. */
export type LabelledLines = [label: string, text: Lines];

const INDENT = '  ';

/** Labels in their own column, with texts; all lines of an entry begin in the same column. */
export function entries(about: readonly LabelledLines[]): string[] {
  const told = about.map(([label, text]) => ({ label: printable(label), lines: [text].flat() }));
  const width = Math.max(...told.map(({ label }) => widthOf(label)));
  const margin = ' '.repeat(INDENT.length + width + 2);
  return told.flatMap(({ label, lines }) =>
    lines.map((line, index) =>
      index === 0 ? `${INDENT}${padTo(label, width)}  ${line}` : margin + line,
    ),
  );
}
