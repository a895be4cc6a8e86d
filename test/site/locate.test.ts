import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { locateSite } from '../../src/site/locate.ts';
import { scratchFolder } from '../support/scratch.ts';

it.each([
  ['.', basename(process.cwd())],
  ['./', basename(process.cwd())],
  ['test/..', 'test/..'],
])('the app in %s is called %s', (folder, name) => {
  expect(locateSite(folder, 'node x', {}).name).toBe(name);
});

it('a folder that was named keeps its name as it was typed', () => {
  const folder = scratchFolder();
  expect(locateSite(folder, 'node x', {}).name).toBe(folder);
});
