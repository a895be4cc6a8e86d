import { describe, expect, it } from 'vitest';
import { mergeThreeJson } from '../../../src/update/merge/merge-json.ts';

type Row = [what: string, base: object, ours: object, theirs: object, merged: object];

const ROWS: Row[] = [
  ['what only they changed', { a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }],
  ['what only the person changed', { a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }],
  ['the same on both sides', { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }],
  ['keys of both', { a: 1 }, { a: 1, b: 1 }, { a: 1, c: 1 }, { a: 1, c: 1, b: 1 }],
  ['a key that they took out', { a: 1, b: 1 }, { a: 1, b: 1 }, { a: 1 }, { a: 1 }],
  ['a key that they took out, and the person changed', { a: 1 }, { a: 2 }, {}, { a: 2 }],
  ['a key that the person took out, and they changed', { a: 1 }, {}, { a: 2 }, {}],
  ['lists, whole', { a: [1] }, { a: [1] }, { a: [1, 2] }, { a: [1, 2] }],
  ['objects that both made', {}, { a: { b: 1 } }, { a: { c: 1 } }, { a: { c: 1, b: 1 } }],
  [
    'the later of two versions',
    { dependencies: { eta: '^4.6.0' } },
    { dependencies: { eta: '^4.8.0' } },
    { dependencies: { eta: '^4.7.0' } },
    { dependencies: { eta: '^4.8.0' } },
  ],
  [
    'a newer version of what the person has moved to another group',
    { dependencies: { eta: '^4.6.0' }, devDependencies: { tsx: '1.0.0' } },
    { dependencies: {}, devDependencies: { tsx: '1.0.0', eta: '^4.6.0' } },
    { dependencies: { eta: '^4.7.0' }, devDependencies: { tsx: '1.0.0' } },
    { dependencies: {}, devDependencies: { tsx: '1.0.0', eta: '^4.7.0' } },
  ],
  [
    'a name that objects have by themselves',
    {},
    JSON.parse('{"__proto__":1}'),
    { a: 1 },
    JSON.parse('{"a":1,"__proto__":1}'),
  ],
];

function text(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

describe('JSON is merged value by value:', () => {
  it.each(ROWS)('%s', (_, base, ours, theirs, merged) => {
    expect(mergeThreeJson(text(base), text(ours), text(theirs))).toEqual({
      text: text(merged),
      conflicts: [],
    });
  });

  it('where both changed a value, the person’s stays, and both are told', () => {
    const [base, ours, theirs] = ['node a', 'node b', 'node c'].map((dev) =>
      text({ scripts: { dev } }),
    );
    expect(mergeThreeJson(base ?? '', ours ?? '', theirs ?? '')).toEqual({
      text: ours,
      conflicts: [{ key: 'scripts.dev', ours: 'node b', theirs: 'node c' }],
    });
  });
});

describe('the person’s layout stays:', () => {
  const BASE = text({ name: 'a', scripts: { dev: 'x', test: 'y' } });
  const THEIRS = text({ name: 'a', scripts: { dev: 'x', audit: 'z', test: 'y' } });

  it.each([
    ['tabs', '{\n\t"name": "a",\n\t"scripts": {\n\t\t"dev": "x",\n\t\t"test": "y"\n\t}\n}\n'],
    [
      'four spaces, no end',
      '{\n    "name": "a",\n    "scripts": {\n        "dev": "x",\n        "test": "y"\n    }\n}',
    ],
    ['one line', '{"name":"a","scripts":{"dev":"x","test":"y"}}'],
    ['CRLF', BASE.replaceAll('\n', '\r\n')],
    ['a byte-order mark', `\uFEFF${BASE}`],
  ])('%s', (_, ours) => {
    const merged = mergeThreeJson(BASE, ours, THEIRS)?.text ?? '';
    const [before, after] = ours.split(/(?<="dev": ?"x",)/);
    // All that is new is one line in the middle, or as much of one.
    expect(merged.startsWith(before ?? '?')).toBe(true);
    expect(merged.endsWith(after ?? '?')).toBe(true);
    expect(merged.replace(/"audit": ?"z",\s*/, '')).toBe(ours);
  });

  it('their order, and a text of which nothing changes, to the byte', () => {
    const ours = '{ "scripts": {"test":"y",  "dev":"x"}, "name":   "a" }';
    expect(mergeThreeJson(BASE, ours, BASE)?.text).toBe(ours);
    const { scripts } = JSON.parse(mergeThreeJson(BASE, ours, THEIRS)?.text ?? '');
    expect(Object.keys(scripts)).toEqual(['test', 'dev', 'audit']);
  });
});

it.each(['', 'null', '[]', '// no JSON\n{}'])('%j cannot be merged so', (ours) => {
  expect(mergeThreeJson('{}', ours, '{}')).toBeUndefined();
});
