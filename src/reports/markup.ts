import { printableText } from '../terminal/printable.ts';

/** Text in which all that could be taken for markup is written as such: HTML and XML alike. */
export interface Markup {
  readonly markup: string;
}

export type Content = Markup | string | number | null | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Markup from a template. What is filled in is escaped, in text and in quoted attributes alike, unless it is markup
 * itself; of a list, each entry gets a line of its own; null and undefined are nothing.
 */
export function markup(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return { markup: String.raw({ raw: strings }, ...values.map(escaped)) };
}

/** Text that is markup already, of our own making. */
export function asMarkup(text: string): Markup {
  return { markup: text };
}

function escaped(content: Content): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string')
    return content.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  if ('markup' in content) return content.markup;
  return content.map(escaped).filter(Boolean).join('\n');
}

/**
 * Control characters as the pictures that Unicode has for them, as a page can neither hold nor show the characters
 * themselves; what else nobody sees, such as a turn of the direction of writing, as `\u202e`.
 */
export function withPictures(text: string): string {
  const pictured = text.replace(/(?![\t\n\r])\p{Control}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < PICTURES.length) return String.fromCharCode(PICTURES.from + code);
    return code === DELETE ? PICTURES.ofDelete : PICTURES.ofOthers;
  });
  return printableText(pictured);
}

const DELETE = 0x7f;
const PICTURES = { from: 0x2400, length: 0x20, ofDelete: '\u2421', ofOthers: '\ufffd' };
