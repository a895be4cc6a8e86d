import { describe, expect, it } from 'vitest';
import { cutTo, widthOf, wrap } from '../../src/terminal/columns.ts';
import { prose } from '../../src/terminal/lines.ts';

it.each([
  ['alice', 5, 'alice'],
  ['alice', 4, 'ali…'],
  ['alice', 0, ''],
  ['李小龍', 6, '李小龍'],
  ['李小龍', 5, '李小…'],
  ['李小龍', 4, '李…'],
])('%s in %i columns is %s', (text, width, cut) => {
  expect(cutTo(text, width)).toBe(cut);
});

it.each([
  ['one two three', 20, ['one two three']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 4, ['one', 'two', 'thre', 'e']],
  ['李小龍李小龍', 4, ['李小', '龍李', '小龍']],
  // No line is narrow enough for a wide character, and each takes one nonetheless.
  ['李小', 1, ['李', '小']],
  ['', 5, ['']],
])('%s is broken into lines of %i columns', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

describe('a sentence that is wider than the terminal', () => {
  it('begins no line but its first at the edge', () => {
    const [first = '', ...rest] = prose(`There is no folder ${'a '.repeat(60)}passed`, 40);
    expect(first).toMatch(/^There is no folder/);
    expect(rest.length).toBeGreaterThan(2);
    for (const line of rest) expect(line).toMatch(/^ {7}\S/);
    expect(Math.max(...[first, ...rest].map(widthOf))).toBeLessThanOrEqual(40);
  });

  it('keeps its bar, if it is another program’s', () => {
    const lines = prose(`    │ ${'x'.repeat(30)} passed`, 20);
    for (const line of lines) expect(line).toMatch(/^ {4}│ \S/);
  });

  it('stays whole where it is to be copied', () => {
    const command = `  cd '/${'a'.repeat(100)}' && npm install`;
    expect(prose(command, 40)).toEqual([command]);
  });
});
