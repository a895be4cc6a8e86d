/** Characters that no terminal should get from outside, by what they are. */
export const UNPRINTABLE: ReadonlyArray<readonly [name: string, character: string]> = [
  ['NUL', '\0'],
  ['BEL', '\x07'],
  ['a backspace', '\b'],
  ['a tab', '\t'],
  ['a line feed', '\n'],
  ['a carriage return', '\r'],
  ['a vertical tab', '\v'],
  ['a form feed', '\f'],
  ['ESC', '\x1b'],
  ['DEL', '\x7f'],
  ['NEL', '\u0085'],
  ['a string of commands (DCS)', '\u0090'],
  ['CSI', '\u009b'],
  ['OSC', '\u009d'],
  ['a soft hyphen', '\u00ad'],
  ['a grapheme joiner', '\u034f'],
  ['a Hangul filler', '\u3164'],
  ['a mark that turns the direction (ALM)', '\u061c'],
  ['a zero-width space', '\u200b'],
  ['a zero-width joiner', '\u200d'],
  ['a right-to-left mark', '\u200f'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029'],
  ['a left-to-right embedding', '\u202a'],
  ['a right-to-left override', '\u202e'],
  ['a word joiner', '\u2060'],
  ['a left-to-right isolate', '\u2066'],
  ['the end of an isolate', '\u2069'],
  ['a byte-order mark', '\ufeff'],
  ['a tag', '\u{e0041}'],
  ['half of a character', '\ud800'],
  ['the other half', '\udc00'],
];

/** Lines of ours, as an app, a store or a file might forge them. */
const FORGED: readonly string[] = [
  'passed   11 steps, 41 checks, 0.3 s',
  '12:00:00  the app is running at http://evil.example',
  // A number that ours never has there.
  'ok      sessions lost            777',
  '✓ Created my-app',
  'error: Run this to go on:',
];

/** What an attacker would write in each place that the terminal may show. */
export const HOSTILE_TEXT: readonly string[] = [
  ...UNPRINTABLE.map(([, character]) => `a${character}b`),
  '\x1b[2J\x1b[Hcleared',
  '\x1b]0;title\x07',
  '\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\',
  '\x1b]52;c;ZXZpbA==\x07',
  '\u009b31mred',
  '\x1b[32mgreen\x1b[0m',
  ...FORGED.flatMap((line) => [`x\n${line}`, `x\r${line}`, `x\r\n${line}\n`, `x\u2028${line}`]),
];

/** All of them, in one text. */
export const ALL_HOSTILE = HOSTILE_TEXT.join(' ');

/** One of our own colours. */
const OWN_COLORS = new RegExp(`${String.fromCharCode(0x1b)}\\[(?:1|2|22|3[1269])m`, 'g');

/**
 * What is wrong with a text that was printed: what a terminal would obey or not show besides line feeds and our own
 * colours, and lines that are forged. Nothing is wrong with it where the answer is empty.
 */
export function faultsOf(printed: string): string[] {
  const bare = printed.replace(OWN_COLORS, '');
  const raw = bare.match(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[\u034f\u3164]/gu);
  const lines = bare
    .split(/[\n\r]/)
    .filter((line) => FORGED.some((forged) => line.startsWith(forged)));
  return [
    ...new Set((raw ?? []).map((character) => `U+${character.codePointAt(0)?.toString(16)}`)),
    ...lines,
  ];
}
