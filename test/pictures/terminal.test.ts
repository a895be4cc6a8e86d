import { describe, expect, it } from 'vitest';
import { excerpt } from '../../build/pictures/excerpt.ts';
import { PALETTES } from '../../build/pictures/palettes.ts';
import { drawTerminal } from '../../build/pictures/svg.ts';
import { screenOf, textOf } from '../../build/pictures/terminal.ts';
import { attributesOf, elementsOf, screenIn } from '../support/svg.ts';

const WORDS = { title: 'a run', description: 'what <it> says & shows' };
const { light } = PALETTES;
const AA = 4.5;

describe('the picture of a terminal', () => {
  it('shows each text in its row and column, in any font', async () => {
    const svg = await draw('one\r\n\r\n    label    a text   another\r\n');
    expect(screenIn(svg)).toBe('one\n\n    label    a text   another');
    const [, label, text] = elementsOf(svg, 'text').map(attributesOf);
    expect(Number(text?.x) - Number(label?.x)).toBe(9 * 9);
    expect(text?.textLength).toBe(String('a text'.length * 9));
  });

  it.each([
    ['plain', 'text', '400', light.text],
    ['bold', '\x1b[1mtext\x1b[22m', '700', light.text],
    ['dim', '\x1b[2mtext\x1b[22m', '400', light.quiet],
    ['red', '\x1b[31mtext\x1b[39m', '400', light.bad],
    ['green', '\x1b[32mtext\x1b[39m', '400', light.good],
    ['cyan', '\x1b[36mtext\x1b[39m', '400', light.command],
  ])('keeps the looks of a text: %s', async (_, output, weight, fill) => {
    const [text] = elementsOf(await draw(output), 'text').map(attributesOf);
    expect(text).toMatchObject({ 'font-weight': weight, fill });
  });

  it('leaves no colour out', async () => {
    await expect(draw('\x1b[35mmagenta\x1b[39m')).rejects.toThrow('Colour 5 has no name');
  });

  it('shows what is left when a line was written over', async () => {
    expect(screenIn(await draw('starting …\r\x1b[Kstarted'))).toBe('started');
  });

  it('shows what has scrolled off', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    expect(screenIn(await draw(lines.join('\r\n')))).toBe(lines.join('\n'));
  });

  it('is well-formed, whatever a run says', async () => {
    const svg = await draw('<script>alert("&amp;")</script> \'');
    expect(screenIn(svg)).toBe('<script>alert("&amp;")</script> \'');
    expect(elementsOf(svg, 'script')).toEqual([]);
  });

  it('says in words what it shows', async () => {
    const svg = await draw('text');
    const [root] = elementsOf(svg, 'svg').map(attributesOf);
    expect(root).toMatchObject({ role: 'img', 'aria-labelledby': 'title desc' });
    expect(elementsOf(svg, 'title')[0]?.content).toBe(WORDS.title);
    expect(elementsOf(svg, 'desc')[0]?.content).toBe(WORDS.description);
  });

  it.each(
    Object.entries(PALETTES).flatMap(([scheme, { ground, edge, button, ...texts }]) =>
      Object.entries(texts).map(([name, color]) => ({ scheme, name, color, ground })),
    ),
  )('can be read: $name in the $scheme one', ({ color, ground }) => {
    expect(contrast(color, ground)).toBeGreaterThanOrEqual(AA);
  });
});

describe('an excerpt', () => {
  const RUN =
    'site\n\n1 home\n  set\n\n2 form\n\n3 form\n\n4 sign-in\n  sent\n\n5 home again\n\npassed';

  it.each([
    ['nothing between the ends', [], 'site\n …\npassed'],
    ['a step', ['sign-in'], 'site\n …\n4 sign-in\n  sent\n …\npassed'],
    [
      'steps that pace each other',
      ['1 home', '2 form'],
      'site\n\n1 home\n  set\n\n2 form\n …\npassed',
    ],
    ['the last step', ['again'], 'site\n …\n5 home again\n\npassed'],
  ])('marks where something is missing: %s', async (_, words, expected) => {
    expect(excerpt(await screenOf(RUN.replaceAll('\n', '\r\n')), words).map(textOf)).toEqual(
      expected.split('\n'),
    );
  });

  it('refuses to leave out what it was to show', async () => {
    const lines = await screenOf('site\r\n\r\npassed');
    expect(() => excerpt(lines, ['log-out'])).toThrow('No step of the run has “log-out”');
  });
});

async function draw(output: string): Promise<string> {
  return drawTerminal(await screenOf(output), light, WORDS);
}

/** The contrast of two colours, as WCAG 2 has it. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
