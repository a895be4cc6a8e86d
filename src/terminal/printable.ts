/** What a keyboard of 1968 has, and nobody need look at twice. */
const PLAIN_TEXT = /^[\x20-\x7e]*$/;

/**
 * What a terminal obeys, what it does not show, and what it takes for the end of a line: control characters (C0, DEL
 * and C1), format characters as those that turn the direction of writing, zero widths and other characters that are
 * ignored by default, separators of lines and paragraphs, and halves of characters. Variants of a character are no harm.
 */
const UNPRINTABLE =
  /(?!\p{Variation_Selector})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * What came from elsewhere, for a terminal: one line, and nothing in it but characters that are seen. What is left out
 * is written as in JSON, `\u001b`, so JSON stays the same value.
 */
export function printable(text: string): string {
  if (PLAIN_TEXT.test(text)) return text;
  return text.replace(UNPRINTABLE, (character) => NAMED[character] ?? escaped(character));
}

/** The same of a text that has lines and tabs of its own, for a file: those stay. */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character in NAMED ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
