import { describe, expect, it } from 'vitest';
import { choicesOf, LANGUAGE, MODE, PACKAGE_MANAGER, STORE } from '../../../src/create/options.ts';
import { plan } from '../../../src/create/plan.ts';

const KINDS = choicesOf(LANGUAGE).flatMap((language) =>
  choicesOf(MODE).flatMap((mode) =>
    choicesOf(STORE).flatMap((store) =>
      choicesOf(PACKAGE_MANAGER).map((packageManager) => ({
        ...{ directory: 'app', language, mode, store, packageManager },
      })),
    ),
  ),
);

const WIDTH = 120;

/** The lines of each paragraph and each entry of a list: no headings, tables and code. */
function paragraphsOf(text: string): string[][] {
  return text
    .split(/\n\n|\n(?=- )/)
    .filter((block) => !/^(#| {4}|\|)/.test(block))
    .map((block) => block.trimEnd().split('\n'));
}

/** Lines that end although the first word of the next one fits. A script's words are longer with one package manager. */
function brokenEarly(lines: string[]): string[] {
  return lines.slice(0, -1).filter((line, n) => {
    const [next = ''] = lines[n + 1]?.trim().match(/^(`[^`]*`\S*|\S+)/) ?? [];
    return line.length + 1 + next.length < WIDTH - 15;
  });
}

describe.each(KINDS)('$language, $mode, $store, $packageManager:', (kind) => {
  const files = new Map(plan(kind).map(({ path, contents }) => [path, contents]));

  it.each(['README.md', 'AGENTS.md'])(
    '%s has no line too long, nor one that ends early',
    (path) => {
      const text = files.get(path) ?? '';
      expect(text.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
      expect(paragraphsOf(text).flatMap(brokenEarly)).toEqual([]);
    },
  );

  it.each(['README.md', 'AGENTS.md'])('%s has tables whose columns are aligned', (path) => {
    const tables = (files.get(path) ?? '').match(/(?:^\|.*\n)+/gm) ?? [];
    for (const table of tables) {
      const bars = table
        .trimEnd()
        .split('\n')
        .map((row) => [...row].flatMap((character, n) => (character === '|' ? [n] : [])).join());
      expect(new Set(bars).size, table).toBe(1);
    }
  });
});
