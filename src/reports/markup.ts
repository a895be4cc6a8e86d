import { printableText } from '../terminal/printable.ts';

/** Text in which everything that is not markup is escaped, for HTML and XML. */
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
 * Markup from a template. Values are escaped, in text and in quoted attributes, unless they are markup; the entries of
 * a list get a line each; null and undefined are left out.
 */
export function markup(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return { markup: String.raw({ raw: strings }, ...values.map(escaped)) };
}

/** Text that is markup, made by our own code. */
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
 * Control characters become the pictures that Unicode has for them, because a page can neither contain nor show them;
 * other invisible characters, such as those that change the text direction, become `\u202e`.
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
