import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/explain/explanations.ts';

it('the manual has a row of each explanation, in the order of the table, and no other', () => {
  const manual = readFileSync('docs/simulate.md', 'utf8');
  const part = manual.slice(manual.indexOf('## Explained'), manual.indexOf('## Stores compared'));
  const rows = [...part.matchAll(/^\| ([a-z-]+) +\| ([a-z-]+) +\| (.+?) +\|$/gm)];
  const told = rows.map(([, id, about, when]) => ({ id, about, when }));
  expect(told.filter(({ id }) => id !== 'id' && !/^-+$/.test(id ?? ''))).toEqual(
    EXPLANATIONS.map(({ id, about, when }) => ({ id, about, when })),
  );
});
