import { stripVTControlCharacters } from 'node:util';

/** What stands before each line of another program: none of our own lines begins so. */
export const BAR = '│ ';

/** So wide a tab is where no terminal sets it. */
const TAB = '    ';

/**
 * What another program printed, as lines of its own text: without its colours, which would end ours, and tabs as spaces.
 * They are text from outside still.
 */
export function printedLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll('\t', TAB).trimEnd());
}

/** Lines of another program, each marked as such, to stand below a line of ours. */
export function quoted(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${BAR}${line}`.trimEnd());
}
