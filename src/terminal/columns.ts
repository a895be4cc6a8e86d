import { eastAsianWidth } from 'get-east-asian-width';

const ASCII = /^[\x20-\x7e]*$/;
/** What takes no room of its own on a terminal: it is drawn on the character before. */
const COMBINING = /\p{Mark}/u;

/** So many columns a text takes on a terminal: two for each wide character, as of Chinese. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

/** Fills a text up with spaces, to so many columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cuts a text to so many columns; an ellipsis tells that something is missing. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  let room = width - 1;
  for (const character of text) {
    room -= widthOfOne(character);
    if (room < 0) break;
    cut += character;
  }
  return `${cut}…`;
}

function widthOfOne(character: string): number {
  return COMBINING.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
}
