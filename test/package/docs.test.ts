import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCS = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)];

describe.each(DOCS)('%s', (path) => {
  const text = readFileSync(path, 'utf8');

  it('links to files that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    for (const link of links) expect(existsSync(join(dirname(path), link)), link).toBe(true);
  });
});

describe('docs/architecture.md', () => {
  const text = readFileSync('docs/architecture.md', 'utf8');

  it('names files that there are', () => {
    const paths = text.match(/(?<=`)(src|templates|test|bench|build)\/[^`]*(?=`)/g) ?? [];
    expect(paths.length).toBeGreaterThan(50);
    for (const path of paths.filter((name) => !name.includes('NAME'))) {
      for (const mode of ['anonymous', 'authenticated']) {
        expect(existsSync(path.replace('mode-*', `mode-${mode}`)), path).toBe(true);
      }
    }
  });

  it('names every folder of src', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((one) => one.isDirectory());
    for (const { name } of folders) expect(text).toContain(`\`src/${name}/\``);
  });
});

it('no folder of src holds more than 16 files', () => {
  const entries = readdirSync('src', { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isFile()).map(({ parentPath }) => parentPath);
  for (const folder of new Set(folders)) {
    expect(folders.filter((one) => one === folder).length, folder).toBeLessThanOrEqual(16);
  }
});

it('no files of src import each other in a circle, not even types; what is loaded later does not count', () => {
  const imports = new Map(
    readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, importsOf(file)]),
  );
  const isLeaf = (file: string) => imports.get(file)?.every((one) => !imports.has(one)) ?? false;
  for (let before = Infinity; imports.size < before; ) {
    before = imports.size;
    for (const file of [...imports.keys()].filter(isLeaf)) imports.delete(file);
  }
  // All that is left is in a circle, or imports one.
  expect([...imports.keys()]).toEqual([]);
});

function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8');
  const paths = [...text.matchAll(/\bfrom '(\.[^']+)'/g)].map(([, path = '']) => path);
  return paths.map((path) => normalize(join(dirname(file), path)));
}

it('no comment in src is wider than 120 columns, except for a link', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const tooWide = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join('src', file), 'utf8')
        .split('\n')
        .flatMap((line, index) => (isTooWide(line) ? `${file}:${index + 1}` : [])),
    );
  expect(tooWide).toEqual([]);
});

/** The formatter breaks code, but not comments. */
function isTooWide(line: string): boolean {
  return line.length > 120 && /^\s*(\/\/|\/?\*)/.test(line) && !/https?:\S{80}/.test(line);
}
