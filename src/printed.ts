import { stripVTControlCharacters } from 'node:util';

/** Marks each line of another program's output: no own line begins with it. */
export const BAR = '│ ';

/** The width of a tab in output that does not go to a terminal. */
const TAB = '    ';

/**
 * The output of another program as lines, without colours, and with spaces instead of tabs. It is still untrusted text.
 */
export function printedLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll('\t', TAB).trimEnd());
}

/** Marks lines as the output of another program. */
export function quoted(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${BAR}${line}`.trimEnd());
}
