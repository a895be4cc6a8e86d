import { readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SITE_PAGES, WIDTHS } from '../../build/pictures/site-pages.ts';

const FOLDER = '.github/pictures/site';
const FILES = SITE_PAGES.flatMap(({ name }) =>
  WIDTHS.flatMap((width) => ['light', 'dark'].map((scheme) => `${name}-${width}-${scheme}.png`)),
);

describe('the pictures of a site', () => {
  it('show each page, narrow and wide, light and dark', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(FILES.sort());
  });

  it.each(FILES)('are soon loaded: %s', (file) => {
    expect(statSync(`${FOLDER}/${file}`).size).toBeLessThan(60_000);
  });
});
