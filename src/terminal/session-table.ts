import { bytes, duration } from '../quantities.ts';
import type { Session } from '../sessions/session.ts';
import { cutTo, padTo, widthOf } from './columns.ts';
import { type Paint, PLAIN } from './paint.ts';
import { printable } from './printable.ts';
import { since, UNKNOWN } from './session-words.ts';

/** What a row shows. */
export type SessionRow = Pick<
  Session,
  'id' | 'state' | 'reason' | 'data' | 'user' | 'created' | 'used' | 'expires' | 'size'
> &
  Partial<Pick<Session, 'sessionId' | 'digest'>>;

export interface TableOptions {
  /** The terminal's columns: longer lines are cut. Default: nothing is cut. */
  width?: number;
  /** The time from which ages count. Default: now. */
  now?: Date;
  /** Show whole session ids. Default: false. */
  reveal?: boolean;
  paint?: Paint;
}

interface Column {
  title: string;
  cell: (row: SessionRow, now: Date, reveal: boolean) => string;
}

const WIDEST_USER = 24;
const GAP = '  ';

const COLUMNS: readonly Column[] = [
  { title: 'ID', cell: idCell },
  { title: 'USER', cell: userCell },
  { title: 'AGE', cell: ({ created }, now) => since(created, now) },
  { title: 'IDLE', cell: ({ used }, now) => since(used, now) },
  { title: 'LEAVES IN', cell: expiresCell },
  { title: 'SIZE', cell: ({ size }) => bytes(size) },
  { title: 'HOLDS', cell: holdsCell },
];

/** Sessions as a table: a line of titles, and a line for each session. */
export function sessionTable(rows: readonly SessionRow[], options: TableOptions = {}): string[] {
  const table = layOut(rows, options);
  return [table.header, ...rows.map(table.line)];
}

/** A table with fixed columns. */
export interface Table {
  header: string;
  line: (row: SessionRow) => string;
}

/** Chooses the widths of columns from the first rows: later ones may be a little wider. */
export function layOut(rows: readonly SessionRow[], options: TableOptions = {}): Table {
  const {
    width = Number.POSITIVE_INFINITY,
    now = new Date(),
    reveal = false,
    paint = PLAIN,
  } = options;
  const cellsOf = (row: SessionRow) => COLUMNS.map(({ cell }) => cell(row, now, reveal));
  const titles = COLUMNS.map(({ title }) => title);
  const cells = [titles, ...rows.map(cellsOf)];
  const widths = titles.map((_, column) =>
    Math.max(...cells.map((line) => widthOf(line[column] ?? ''))),
  );
  const join = (line: readonly string[]) =>
    cutTo(
      line
        .map((cell, column) => padTo(cell, widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
      width,
    );
  return {
    header: paint.strong(join(titles)),
    line: (row) => painted(row, paint)(join(cellsOf(row))),
  };
}

function painted({ state }: SessionRow, paint: Paint): (text: string) => string {
  if (state === 'expired') return paint.quiet;
  return state === 'live' ? (text) => text : paint.bad;
}

function idCell({ id, sessionId, digest }: SessionRow, _now: Date, reveal: boolean): string {
  return reveal ? printable(sessionId ?? digest ?? id) : id;
}

function userCell({ state, user }: SessionRow): string {
  if (user !== null) return cutTo(printable(user), WIDEST_USER);
  return state === 'corrupt' || state === 'unreadable' ? '?' : UNKNOWN;
}

function expiresCell({ state, expires }: SessionRow, now: Date): string {
  if (state === 'expired') return 'expired';
  return expires === null
    ? UNKNOWN
    : duration(expires.getTime() - now.getTime(), { smallest: 's' });
}

function holdsCell({ state, reason, data }: SessionRow): string {
  if (reason !== undefined) return printable(`${state}: ${reason}`);
  return printable(Object.keys(data).sort().join(' '));
}
