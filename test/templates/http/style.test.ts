import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const STYLE = readFileSync('templates/base/public/style.css', 'utf8');

describe('the style sheet', () => {
  it('is short enough to be read and changed', () => {
    expect(STYLE.split('\n').length).toBeLessThanOrEqual(201);
  });

  it('names each colour in one place, once for light screens and once for dark ones', () => {
    const [, palettes = '', rest = ''] =
      /^([\s\S]*?\n\}\n\n@media [\s\S]*?\n\}\n)([\s\S]*)$/.exec(STYLE) ?? [];
    const colours = (text: string) => text.match(/#[0-9a-f]{3,8}\b|antiquewhite/g) ?? [];
    expect(colours(palettes).length).toBeGreaterThan(10);
    expect(colours(rest)).toEqual([]);
  });
});
