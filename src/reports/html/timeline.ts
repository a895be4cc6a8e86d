import type { RunSession } from '../../events/store.ts';
import { type Run, stepVerdict } from '../gather.ts';
import { type Markup, markup } from '../markup.ts';

/** Heights in pixels: the signs of failed steps are above the bars. */
const BARS = { top: 12, bottom: 34, width: 240 };

/** The slider for moving through the run; above it, how many sessions the store held at each moment. */
export function timeline(run: Run): Markup {
  const moments = [
    { failed: false, sessions: null },
    ...run.steps.map((step) => ({
      failed: stepVerdict(step) !== 'passed',
      sessions: step.store?.sessions ?? null,
    })),
    ...(run.end ? [{ failed: false, sessions: run.end.sessions }] : []),
  ];
  const most = Math.max(1, ...moments.map(({ sessions }) => sessions?.length ?? 0));
  const thickness = Math.min(10, Math.max(1.5, BARS.width / moments.length));
  return markup`<div class="walk" hidden>
<button type="button" class="previous" aria-label="Previous step">‹</button>
<div class="timeline">
<svg class="history" width="100%" height="${BARS.bottom + 1}" aria-hidden="true">
${moments.map(({ failed, sessions }, index) =>
  bar(place(index, moments.length), thickness, failed, sessions, most),
)}
</svg>
<input type="range" min="1" max="${moments.length}" value="1" aria-label="Moment of the run">
</div>
<button type="button" class="next" aria-label="Next step">›</button>
<output><span class="where"></span> <span class="held quiet"></span></output>
</div>`;
}

function bar(
  x: string,
  thickness: number,
  failed: boolean,
  sessions: RunSession[] | null,
  most: number,
): Markup {
  const height = sessions ? 2 + (BARS.bottom - BARS.top - 2) * (sessions.length / most) : 1;
  return markup`<line class="${failed ? 'failed' : ''}" x1="${x}" x2="${x}" y1="${BARS.bottom}" y2="${BARS.bottom - height}" stroke-width="${thickness}"/>
${failed ? markup`<svg x="${x}" y="5" overflow="visible"><path class="cross" d="M-3.5 -3.5 l7 7 m0 -7 l-7 7"/></svg>` : null}`;
}

function place(index: number, moments: number): string {
  return `${Number(((index / Math.max(1, moments - 1)) * 100).toFixed(2))}%`;
}
