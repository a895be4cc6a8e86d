/** A doc comment, split into its parts. */
export interface DocComment {
  /** The text, line by line. */
  words: string[];
  /** The tags, line by line. */
  tags: string[];
}

/** Comments may be a little wider than code. */
const LINE_WIDTH = 120;

/** Reads a doc comment from a source. */
export function readComment(text: string): DocComment {
  const lines = text
    .slice('/**'.length, -'*/'.length)
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const firstTag = lines.findIndex((line) => line.startsWith('@'));
  if (firstTag === -1) return { words: lines, tags: [] };
  const gap = lines[firstTag - 1] === '' ? 1 : 0;
  return { words: lines.slice(0, firstTag - gap), tags: lines.slice(firstTag) };
}

/** Formats a doc comment for code at a column: in one line if there is only one, and it fits. */
export function writeComment({ words, tags }: DocComment, column: number): string {
  const gap = words.length > 0 && tags.length > 0 ? [''] : [];
  const lines = [...words, ...gap, ...tags];
  const inOneLine = `/** ${lines[0]} */`;
  if (lines.length === 1 && fits(inOneLine, column)) return inOneLine;
  const indent = ' '.repeat(column);
  return ['/**', ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join(
    '\n',
  );
}

/** Whether a line of a comment need not be wrapped. */
export function fits(line: string, column = 0): boolean {
  return column + line.length <= LINE_WIDTH;
}
