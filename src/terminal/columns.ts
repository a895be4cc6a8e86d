import { eastAsianWidth } from 'get-east-asian-width';

const ASCII = /^[\x20-\x7e]*$/;
/** Characters without a width: they are drawn on the character before. */
const COMBINING = /\p{Mark}/u;

/** How many columns a text takes on a terminal: two for each wide character, such as Chinese ones. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

/** Adds spaces up to so many columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cuts a text to so many columns; an ellipsis shows that something is missing. */
export function cutTo(text: string, width: number): string {
  if (beginning(text, width).length === text.length) return text;
  return width < 1 ? '' : `${beginning(text, width - 1)}…`;
}

/** Wraps a line between words if it is wider than so many columns; a wider word is broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    // However narrow the terminal is, each line takes at least one character.
    const fitting = beginning(rest, width) || Array.from(rest.slice(0, 2))[0] || '';
    if (fitting.length === rest.length) return [...lines, rest];
    const space = rest.lastIndexOf(' ', fitting.length);
    const at = space > 0 ? space : fitting.length;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
}

/** As much of a text's beginning as fits into so many columns. */
function beginning(text: string, width: number): string {
  let end = 0;
  let room = width;
  for (const character of text) {
    room -= widthOfOne(character);
    if (room < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function widthOfOne(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  return COMBINING.test(character) ? 0 : eastAsianWidth(code);
}
