/** Printable ASCII, for which nothing needs to be done. */
const PLAIN_TEXT = /^[\x20-\x7e]*$/;

/**
 * Characters that a terminal obeys, does not show, or takes for a line end: control characters (C0, DEL and C1), format
 * characters such as those that change the text direction, zero-width and other default-ignorable characters, line and
 * paragraph separators, and lone surrogates. Variation selectors do no harm.
 */
const UNPRINTABLE =
  /(?!\p{Variation_Selector})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from elsewhere, made safe for a terminal: one line, only with visible characters. All others are escaped as in
 * JSON, `\u001b`, so JSON keeps its value.
 */
export function printable(text: string): string {
  if (PLAIN_TEXT.test(text)) return text;
  return text.replace(UNPRINTABLE, (character) => NAMED[character] ?? escaped(character));
}

/** The same for a text of several lines, for a file: its line breaks and tabs stay. */
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
