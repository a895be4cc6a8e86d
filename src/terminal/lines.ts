/** A line: a label in a column of its own, then what it says. */
export interface Entry {
  label: string;
  text: string;
}

const INDENT = 4;
const LABEL = 9;

/** The column at which an entry's text begins. */
export const MARGIN = INDENT + LABEL;

/** Lays an entry out within `width` columns: what does not fit goes on below, in the same column. */
export function entryLines({ label, text }: Entry, width: number): string[] {
  const lines = text.split('\n').flatMap((line) => wrap(line, width - MARGIN));
  return lines.map((line, index) =>
    index === 0
      ? `${' '.repeat(INDENT)}${label.padEnd(LABEL)}${line}`.trimEnd()
      : ' '.repeat(MARGIN) + line,
  );
}

/** Breaks a line between words; a word that is longer than a line is broken where it ends. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > 0 ? space : width;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** Sentences, broken between words; an indented line is one to copy, and stays whole. */
export function prose(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('  ') ? line : wrap(line, width)))
    .join('\n');
}

/** Cuts a text to a width; an ellipsis tells that something is missing. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** What came from elsewhere, safe for a terminal: no control characters, and so no escape sequences. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' ? '\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
