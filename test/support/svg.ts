import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { onTestFinished } from 'vitest';
import { CELL, MARGIN } from '../../build/pictures/svg.ts';

const NAMESPACES = { svg: 'http://www.w3.org/2000/svg' };

/** Elements of an SVG by their name; libxml2 refuses all that is not well-formed. */
export function elementsOf(svg: string, name: string): XmlElement[] {
  const document = XmlDocument.fromString(svg);
  onTestFinished(() => document.dispose());
  return document.root
    .find(`//svg:${name}`, NAMESPACES)
    .filter((node) => node instanceof XmlElement);
}

export function attributesOf({ attrs }: XmlElement): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]));
}

/** What a picture of a terminal says, with each text in the row and column where it stands. */
export function screenIn(svg: string): string {
  const lines: string[] = [];
  for (const element of elementsOf(svg, 'text')) {
    const { x, y } = attributesOf(element);
    const column = (Number(x) - MARGIN.x) / CELL.width;
    const row = Math.floor((Number(y) - MARGIN.top) / CELL.height);
    lines[row] = (lines[row] ?? '').padEnd(column) + element.content;
  }
  return Array.from(lines, (line) => line ?? '').join('\n');
}
