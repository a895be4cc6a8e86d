import { type Markup, markup } from '../../src/reports/markup.ts';
import type { Palette } from './palettes.ts';
import { COLUMNS, type Line, type Run } from './terminal.ts';

const FONT =
  "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const FONT_SIZE = 15;
export const CELL = { width: 9, height: 21 };
export const MARGIN = { x: 28, top: 44, bottom: 20 };
const BASELINE = 16;
const BUTTONS = [22, 40, 58];
const WIDTH = 2 * MARGIN.x + COLUMNS * CELL.width;

/** Draws the lines of a terminal, in a window, as an SVG with real text. */
export function drawTerminal(
  lines: readonly Line[],
  palette: Palette,
  { title, description }: { title: string; description: string },
): string {
  const height = MARGIN.top + lines.length * CELL.height + MARGIN.bottom;
  const { markup: svg } =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${description}</desc>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10" fill="${palette.ground}" stroke="${palette.edge}"/>
${BUTTONS.map((x) => markup`<circle cx="${x}" cy="21" r="5.5" fill="${palette.button}"/>`)}
<g font-family="${FONT}" font-size="${FONT_SIZE}">
${lines.flatMap((line, row) => line.map((run) => drawRun(run, row, palette)))}
</g>
</svg>
`;
  return svg;
}

/** Position and length are fixed, so that columns stay aligned in a wider or narrower font. */
function drawRun({ column, text, bold, color }: Run, row: number, palette: Palette): Markup {
  const x = MARGIN.x + column * CELL.width;
  const y = MARGIN.top + row * CELL.height + BASELINE;
  const length = text.length * CELL.width;
  return markup`<text x="${x}" y="${y}" textLength="${length}" font-weight="${bold ? 700 : 400}" fill="${palette[color]}">${text}</text>`;
}
