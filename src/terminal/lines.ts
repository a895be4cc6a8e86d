import { BAR } from '../printed.ts';
import { padTo, wrap } from './columns.ts';
import { printable } from './printable.ts';

/** Our own lines, each a text: text from elsewhere is within one of them, even with line breaks, and begins none. */
export type Lines = string | readonly string[];

/** A line: a label in its own column, then a text. */
export interface LabelledLine {
  label: string;
  text: string;
  /** True for a line of the app's own output: it is shown after a bar. */
  quoted?: true;
}

const INDENT = 4;
const LABEL = 9;

/** The column at which an entry's text begins. */
export const MARGIN = INDENT + LABEL;

/** Wraps an entry to `width` columns: further lines begin in the same column. */
export function entryLines({ label, text, quoted }: LabelledLine, width: number): string[] {
  return behind(quoted ? BAR : '', printable(text), width - MARGIN).map((line, index) =>
    index === 0
      ? `${' '.repeat(INDENT)}${padTo(label, LABEL)}${line}`.trimEnd()
      : ' '.repeat(MARGIN) + line,
  );
}

/** Further lines of a text begin in the same column, or after the same bar. */
const BEGINNING = /^(?: *│ )?/;

/**
 * A line, wrapped between words; all lines but the first get a margin, so that text from elsewhere never begins a line
 * of the terminal. An indented line is for copying, and is not wrapped, unless it has a bar.
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

/** A text in lines that all begin with the same margin. */
export function behind(margin: string, text: string, width: number): string[] {
  return wrap(text, Math.max(1, width - margin.length)).map((line) => margin + line);
}
