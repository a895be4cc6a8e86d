import { padTo, wrap } from '../columns.ts';
import type { Paint } from '../paint.ts';
import { printable } from '../printable.ts';

/** A row of a table of texts: what is compared, and a text for each column. */
export interface SideBySideRow {
  about: string;
  /** For each column a text, or several, each of which begins on its own line. */
  texts: ReadonlyArray<string | readonly string[]>;
}

const GAP = 2;
/** The largest width of the first column. */
const MOST_ABOUT = 16;
/** In a narrower terminal, what is compared is above the columns: beside them, they would have room for one word. */
const NARROW = 60;

/** Texts side by side, each wrapped in its own column; a line between rows. */
export function sideBySide(
  heads: readonly string[],
  rows: readonly SideBySideRow[],
  { width, paint }: { width: number; paint: Paint },
): string[] {
  const longest = Math.max(...rows.map(({ about }) => about.length), 0);
  const isNarrow = width < NARROW;
  const first = isNarrow ? 0 : Math.min(longest, MOST_ABOUT);
  const indent = isNarrow ? 0 : first + GAP;
  const room = Math.max(8, Math.floor((width - first) / Math.max(1, heads.length)) - GAP);
  const broken = (text: string, columns: number) => wrap(printable(text), Math.max(1, columns));
  const lay = (about: string, texts: SideBySideRow['texts'], strong: boolean) => {
    const above = isNarrow && about ? broken(about, width).map(paint.strong) : [];
    const cells = [
      isNarrow ? [] : broken(about, first),
      ...texts.map((text) => [text].flat().flatMap((line) => broken(line, room))),
    ];
    const height = Math.max(...cells.map((lines) => lines.length));
    const beside = Array.from({ length: height }, (_, index) => {
      const [left = '', ...others] = cells.map((lines) => lines[index] ?? '');
      const right = others
        .map((text) => padTo(text, room + GAP))
        .join('')
        .trimEnd();
      const head = padTo(left, indent);
      return strong ? paint.strong(head + right) : `${paint.quiet(head)}${right}`.trimEnd();
    });
    return [...above, ...beside];
  };
  return [
    ...lay('', heads, true),
    ...rows.flatMap(({ about, texts }) => [
      paint.quiet('─'.repeat(Math.min(width, first + (room + GAP) * heads.length))),
      ...lay(about, texts, false),
    ]),
  ];
}
