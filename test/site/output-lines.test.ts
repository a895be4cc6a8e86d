import { describe, expect, it } from 'vitest';
import { OutputLines } from '../../src/site/output-lines.ts';

function linesOf(...pieces: string[]): string[] {
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line));
  for (const piece of pieces) output.push(piece);
  output.end();
  return lines;
}

describe('what a process prints is told by lines', () => {
  it.each([
    ['however it comes in pieces', ['on', 'e\ntw', 'o\n'], ['one', 'two']],
    ['with empty ones', ['one\n\ntwo\n'], ['one', '', 'two']],
    ['with a last one that does not end', ['one\ntwo'], ['one', 'two']],
    ['with ends of Windows’ kind, also between two pieces', ['one\r', '\ntwo\r\n'], ['one', 'two']],
    ['with lines that were to be written over', ['10 %\r20 %\n'], ['10 %', '20 %']],
    ['but nothing', [], []],
  ])('%s', (_title, pieces, lines) => {
    expect(linesOf(...pieces)).toEqual(lines);
  });

  it('and of a long one, its beginning', () => {
    const pieces = Array.from({ length: 1_000 }, () => 'x'.repeat(1_000));
    expect(linesOf(...pieces, '\nnext\n')).toEqual([
      `${'x'.repeat(10_000)}… (and 990000 characters more)`,
      'next',
    ]);
  });
});
