import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONGEST } from './longest-first.ts';
import { scratchFolder } from './scratch.ts';
import { startsNothing, testFiles } from './test-files.ts';

const TEST = 'test/verb/it.test.ts';

/** A project of these files. */
function projectOf(files: Record<string, string>): string {
  const root = scratchFolder();
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
  return root;
}

describe('a file of tests is run by "npm run test:fast"', () => {
  it.each<[string, Record<string, string>]>([
    ['imports nothing', { [TEST]: "it('is', () => {});" }],
    ['imports what starts nothing', { [TEST]: "import { join } from 'node:path';" }],
    ['needs no more than a type', { [TEST]: "import type { Page } from 'playwright-core';" }],
    [
      'has a helper that starts nothing',
      {
        [TEST]: "import { x } from '../support/x.ts';",
        'test/support/x.ts': 'export const x = 1;',
      },
    ],
    [
      'has helpers that import each other',
      {
        [TEST]: "import '../support/x.ts';",
        'test/support/x.ts': "import './y.ts';",
        'test/support/y.ts': "import './x.ts';",
      },
    ],
  ])('if it %s', (_, files) => {
    expect(startsNothing(TEST, projectOf(files))).toBe(true);
  });
});

describe('a file of tests is left to "npm test"', () => {
  it.each<[string, Record<string, string>]>([
    ['starts processes', { [TEST]: "import { spawn } from 'node:child_process';" }],
    ['names what it imports on several lines', { [TEST]: "import {\n  execa,\n} from 'execa';" }],
    ['imports it late', { [TEST]: "const { execa } = await import('execa');" }],
    ['runs a site', { [TEST]: "import { load } from '../../src/load/load.ts';" }],
    [
      'has a helper that opens a browser',
      {
        [TEST]: "import { x } from '../support/x.ts';",
        'test/support/x.ts': "export * from './y.ts';",
        'test/support/y.ts': "import { chromium } from 'playwright-core';",
      },
    ],
  ])('if it %s', (_, files) => {
    expect(startsNothing(TEST, projectOf(files))).toBe(false);
  });
});

it('the tests of a snapshot of a site are not among ours', () => {
  const root = projectOf({
    [TEST]: '',
    'test/create/snapshots/a/test/b.test.ts': '',
    'test/c.ts': '',
  });
  expect(testFiles(root)).toEqual([TEST]);
});

it('both kinds of files are there', () => {
  const fast = testFiles().filter((path) => startsNothing(path));
  expect(fast).toContain('test/visitor/jar.test.ts');
  expect(fast.length).toBeGreaterThan(40);
  expect(fast).not.toContain('test/cli/create.test.ts');
});

it('the files that come first because they take longest are there', () => {
  expect(LONGEST.filter((path) => !existsSync(path))).toEqual([]);
});
