import { BAR } from '../printed.ts';
import { padTo, wrap } from './columns.ts';
import { printable } from './printable.ts';

/** Lines of ours, each a text: what came from elsewhere is within one of them, line breaks and all, and begins none. */
export type Lines = string | readonly string[];

/** A line: a label in a column of its own, then what it says. */
export interface LabelledLine {
  label: string;
  text: string;
  /** True for a line that the app wrote: it stands behind a bar. */
  quoted?: true;
}

const INDENT = 4;
const LABEL = 9;

/** The column at which an entry's text begins. */
export const MARGIN = INDENT + LABEL;

/** Lays an entry out within `width` columns: what does not fit goes on below, in the same column. */
export function entryLines({ label, text, quoted }: LabelledLine, width: number): string[] {
  return behind(quoted ? BAR : '', printable(text), width - MARGIN).map((line, index) =>
    index === 0
      ? `${' '.repeat(INDENT)}${padTo(label, LABEL)}${line}`.trimEnd()
      : ' '.repeat(MARGIN) + line,
  );
}

/** A text that belongs below another begins in the same column, or behind the same bar. */
const BEGINNING = /^(?: *│ )?/;

/**
 * A line broken between words, and each but its first with a margin: what came from elsewhere begins no line of the
 * terminal, however long it is. An indented line is one to copy, and stays whole, unless a bar says whose it is.
 */
export function prose(line: string, width: number, margin = '       '): string[] {
  const [bar = ''] = BEGINNING.exec(line) ?? [];
  if (bar) return behind(bar, line.slice(bar.length), width);
  if (line.startsWith('  ')) return [line];
  const [first = '', ...rest] = wrap(line, width);
  // The rest has less room than the first, because of the margin.
  const text = line.slice(first.length).trimStart();
  return rest.length === 0 ? [first] : [first, ...behind(margin, text, width)];
}

/** A text in lines that all begin the same. */
export function behind(margin: string, text: string, width: number): string[] {
  return wrap(text, Math.max(1, width - margin.length)).map((line) => margin + line);
}
