import { printableText } from '../terminal/printable.ts';
import { asMarkup, type Content, markup } from './markup.ts';

/** A line break in an attribute would be read as a space (XML 1.0, 3.3.3), so it is written as an entity. */
export function attributes(values: Record<string, string | number>): Content {
  const written = Object.entries(values).map(
    ([name, value]) => markup` ${name}="${String(value).replace(/[\t\n\r]+/g, ' ')}"`.markup,
  );
  return asMarkup(written.join(''));
}

/** As JUnit writes durations. */
export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/**
 * Writes invisible characters as `\u001b`, and removes others that XML 1.0 forbids (2.2, `Char`), even as entities: CI
 * systems print reports to logs, which people read in terminals.
 */
export function withoutForbidden(text: string): string {
  return printableText(text).replace(
    /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu,
    '',
  );
}
