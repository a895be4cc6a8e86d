import { cutTo } from '../../terminal/columns.ts';
import { printable } from '../../terminal/printable.ts';
import { type Markup, markup } from '../markup.ts';
import type { Message, Participant } from '../sequence.ts';

/** In percent, so that a drawing fits any width. */
const MARGIN = 12;

/** Heights, in pixels. */
const HEAD = 36;
const ARROW_BELOW_TEXT = 7;
const TEXT_ABOVE_ARROW = 20;
const COOKIE_BELOW_ARROW = 17;
const GAP = 6;

/** Longer texts beside the first lane would not fit on the narrowest page; further right, there is less room. */
const LONGEST = 46;

/** A text in one line, cut to what fits between a lane and the right edge. */
function fitted(text: string, lanes: readonly Participant[], index: number): string {
  const room = (100 - share(lanes, index)) / (100 - MARGIN);
  return cutTo(printable(text), Math.floor(LONGEST * room));
}

/** The participants, above their lifelines. */
export function drawHeads(lanes: readonly Participant[]): Markup {
  return markup`<svg class="heads" width="100%" height="${HEAD}" aria-hidden="true">
${lanes.map(({ kind, name }, index) =>
  at(
    lanes,
    index,
    markup`<rect class="${kind}" x="-36" y="4" width="72" height="25" rx="6"/><text y="21">${name}</text>`,
  ),
)}
</svg>`;
}

/** The messages between them in one step. */
export function drawMessages(lanes: readonly Participant[], messages: readonly Message[]): Markup {
  let y = 0;
  const drawn = messages.map((message) => {
    const arrow = y + TEXT_ABOVE_ARROW;
    y = arrow + GAP + (message.cookies.length > 0 ? COOKIE_BELOW_ARROW : 0);
    return { arrow, markup: drawMessage(lanes, message, arrow) };
  });
  const height = y + GAP;
  const app = messages[0]?.to;
  const first = drawn[0]?.arrow ?? 0;
  const last = drawn.at(-1)?.arrow ?? 0;
  return markup`<svg class="lanes" width="100%" height="${height}" aria-hidden="true">
${lanes.map(
  (lane, index) =>
    markup`<line class="life ${lane.kind}" x1="${x(lanes, index)}" x2="${x(lanes, index)}" y1="0" y2="${height}"/>`,
)}
${app ? at(lanes, lanes.indexOf(app), markup`<rect class="active" x="-4" y="${first}" width="8" height="${last - first}" rx="2"/>`) : null}
${drawn.map((message) => message.markup)}
</svg>`;
}

function drawMessage(lanes: readonly Participant[], message: Message, y: number): Markup {
  const { kind, from, to, failed } = message;
  const [start, end] = [lanes.indexOf(from), lanes.indexOf(to)];
  const rightward = end > start;
  return markup`<g class="message ${kind} ${failed ? 'failed' : ''}">
<line x1="${x(lanes, start)}" x2="${x(lanes, end)}" y1="${y}" y2="${y}"/>
${at(lanes, end, drawTip(message, rightward), y)}
${drawText(lanes, message, y)}
${drawCookies(lanes, message, y)}
</g>`;
}

/** An arrow's tip: a cross if nothing arrived, a dot if nobody sent it. */
function drawTip({ from, to, failed }: Message, rightward: boolean): Markup {
  if (from === to) return markup`<circle class="tip" r="3.5"/>`;
  const side = rightward ? -1 : 1;
  // The bar of an active process is wider than a lifeline.
  const edge = to.kind === 'app' ? 4 : 1;
  if (failed) return markup`<path class="cross" d="M${side * 16} -5 l10 10 m0 -10 l-10 10"/>`;
  return markup`<path class="tip" d="M${side * edge} 0 l${side * 9} -4.5 v9 z"/>`;
}

/** Texts about the store are beside the store; those about the browser, beside the browser. */
function drawText(
  lanes: readonly Participant[],
  { kind, from, to, text }: Message,
  y: number,
): Markup {
  const beside = kind === 'request' ? from : to;
  const store = beside.kind === 'store';
  const lane = lanes.indexOf(beside);
  const words = store ? cutTo(printable(text), LONGEST) : fitted(text, lanes, lane);
  return markup`<text class="${store ? 'end' : ''}" x="${x(lanes, lane)}" dx="${store ? -14 : 12}" y="${y - ARROW_BELOW_TEXT}">${words}</text>`;
}

function drawCookies(
  lanes: readonly Participant[],
  { kind, from, to, cookies }: Message,
  y: number,
): Markup | null {
  if (cookies.length === 0) return null;
  const beside = lanes.indexOf(kind === 'request' ? from : to);
  const words = fitted(cookies.map(({ text }) => text).join(' · '), lanes, beside);
  const stopped = cookies.some((cookie) => cookie.stopped);
  return markup`<g class="cookie ${stopped ? 'stopped' : ''}">
${at(
  lanes,
  beside,
  markup`<circle cx="19" cy="-4" r="5.5"/><path d="M17 -6h.1M21 -5h.1M18 -2h.1"/>${stopped ? markup`<path class="bar" d="M13.5 1.5l11 -11"/>` : null}<text x="29">${words}</text>`,
  y + COOKIE_BELOW_ARROW,
)}
</g>`;
}

/** A drawing with its origin on a lane. */
function at(lanes: readonly Participant[], index: number, drawing: Markup, y = 0): Markup {
  return markup`<svg x="${x(lanes, index)}" y="${y}" overflow="visible">${drawing}</svg>`;
}

/** The horizontal position of a lane. */
function x(lanes: readonly Participant[], index: number): string {
  return `${Number(share(lanes, index).toFixed(2))}%`;
}

/** The same as a number, in percent. */
function share(lanes: readonly Participant[], index: number): number {
  const part = lanes.length > 1 ? index / (lanes.length - 1) : 0.5;
  return MARGIN + part * (100 - 2 * MARGIN);
}
