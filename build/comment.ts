/** A doc comment, taken apart. */
export interface DocComment {
  /** What it says, line by line. */
  words: string[];
  /** Its tags, line by line. */
  tags: string[];
}

/** Words may be a little wider than code. */
const LINE_WIDTH = 120;

/** Reads a doc comment as it stands in a source. */
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

/** Writes a doc comment for something that begins at a column: in one line, where that is all it says. */
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

/** Whether a line of a comment can stay whole. */
export function fits(line: string, column = 0): boolean {
  return column + line.length <= LINE_WIDTH;
}
