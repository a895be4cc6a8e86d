import { readFileSync, statSync } from 'node:fs';
import { parse } from 'node-html-parser';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../build/pictures/simulation.ts';
import { textOf } from '../../build/pictures/terminal.ts';
import { scratchFolder } from '../support/scratch.ts';
import { elementsOf, screenIn } from '../support/svg.ts';

/** Nothing else that a run prints has as many letters without a space. */
const SESSION_ID = /[\w-]{20,}/;

const PICTURES = parse(readFileSync('README.md', 'utf8'))
  .querySelectorAll('picture')
  .map((picture) => ({
    dark: picture.querySelector('source')?.getAttribute('srcset') ?? '',
    light: picture.querySelector('img')?.getAttribute('src') ?? '',
    media: picture.querySelector('source')?.getAttribute('media'),
    alt: picture.querySelector('img')?.getAttribute('alt') ?? '',
  }));

const FILES = PICTURES.flatMap(({ light, dark }) => [light, dark]);
const DRAWN = FILES.filter((file) => file.endsWith('.svg'));

describe('the pictures in the README', () => {
  it('are a terminal and a page, light and dark', () => {
    expect(FILES).toEqual([
      '.github/pictures/simulate-light.svg',
      '.github/pictures/simulate-dark.svg',
      '.github/pictures/report-light.png',
      '.github/pictures/report-dark.png',
    ]);
    for (const { media } of PICTURES) expect(media).toBe('(prefers-color-scheme: dark)');
  });

  it.each(PICTURES)('say in words what they show: $light', ({ alt }) => {
    expect(alt.split(' ').length).toBeGreaterThan(15);
  });

  it.each(FILES)('are soon loaded: %s', (file) => {
    expect(statSync(file).size).toBeLessThan(file.endsWith('.svg') ? 60_000 : 250_000);
  });

  it.each(DRAWN)('do nothing, ask for nothing and give nothing away: %s', (file) => {
    const svg = readFileSync(file, 'utf8');
    const names = elementsOf(svg, '*').map(({ name }) => name);
    expect(new Set(names)).toEqual(
      new Set(['svg', 'title', 'desc', 'rect', 'circle', 'g', 'text']),
    );
    expect(svg).not.toMatch(/href|url\(/);
    expect(screenIn(svg)).not.toMatch(SESSION_ID);
  });

  it('show what the command prints today', async () => {
    const lines = await simulate(scratchFolder());
    const today = lines.map(textOf).join('\n');
    expect(today).not.toMatch(SESSION_ID);
    for (const file of DRAWN) {
      expect(withoutTimes(screenIn(readFileSync(file, 'utf8')))).toBe(withoutTimes(today));
    }
  });
});

/** How long things took: `  11 ms` at the end of a headline, `0.5 s` at the end of the run. */
function withoutTimes(text: string): string {
  return text.replace(/ +[\d.]+ m?s$/gm, ' …');
}
