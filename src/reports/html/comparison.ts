import type { ComparisonEvent } from '../../events/compare.ts';
import type { RunEvent } from '../../events/run.ts';
import { count } from '../../quantities.ts';
import { comparisonRows, runsOf } from '../../terminal/beside/comparison-text.ts';
import type { SideBySideRow } from '../../terminal/beside/side-by-side.ts';
import { gatherRun, type Run, runVerdict } from '../gather.ts';
import { type Markup, markup } from '../markup.ts';
import { pageOf } from './page.ts';
import { terms, time, verdictMark } from './parts.ts';
import { sequenceOf } from './sequences.ts';
import { comparisonStyle } from './style.ts';

/** One flow on several stores as one HTML page that needs no network and no script. */
export function renderComparison(events: ReadonlyArray<RunEvent | ComparisonEvent>): string {
  const comparison = events.find((event) => event.type === 'comparison');
  if (!comparison)
    throw new Error('A comparison ends with its result, and these events have none.');
  const runs = runsIn(events);
  const names = comparison.stores.map(({ store }) => store).join(', ');
  return pageOf({
    title: `${comparison.flow} on ${names}`,
    style: comparisonStyle,
    body: markup`${head(comparison, runs, names)}
<main>
${table(
  runsOf(comparison.stores).map(({ store }) => store),
  comparisonRows(comparison),
)}
<p>${count(comparison.same, 'other step')} came out the same on each store.</p>
${leftOut(comparison)}
<h2>Each run</h2>
<div class="beside">
${runs.map(oneRun)}
</div>
</main>`,
  });
}

/** The runs, each from its start to its end. */
function runsIn(events: ReadonlyArray<RunEvent | ComparisonEvent>): Run[] {
  const runs: RunEvent[][] = [];
  for (const event of events) {
    if (event.type === 'comparison') continue;
    if (event.type === 'start') runs.push([]);
    runs.at(-1)?.push(event);
  }
  return runs.map(gatherRun);
}

function head({ flow, passed }: ComparisonEvent, runs: readonly Run[], names: string): Markup {
  return markup`<header class="run ${passed ? 'passed' : 'failed'}">
<h1>${flow} on ${names} ${verdictMark(passed ? 'passed' : 'failed')}</h1>
${terms('facts', [
  ['Site', runs[0]?.start.site.name],
  ['Mode', runs[0]?.start.site.mode],
  ['Started', runs[0] && time(runs[0].start.started)],
])}
</header>`;
}

function table(stores: readonly string[], rows: readonly SideBySideRow[]): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="What differs">
<table class="compared">
<caption>What differs</caption>
<thead><tr><td></td>${stores.map((store) => markup`<th scope="col">${store}</th>`)}</tr></thead>
<tbody>
${rows.map(({ about, texts }) => markup`<tr><th scope="row">${about}</th>${texts.map((text) => markup`<td>${[text].flat().join('; ')}</td>`)}</tr>`)}
</tbody>
</table>
</div>`;
}

function leftOut({ stores }: ComparisonEvent): Markup | null {
  const out = stores.flatMap((run) => ('why' in run ? [run] : []));
  if (out.length === 0) return null;
  return markup`<ul>
${out.map(({ store, why }) => markup`<li>${store} was left out: ${why.join(' ')}</li>`)}
</ul>`;
}

function oneRun(run: Run): Markup {
  const { start, steps } = run;
  return markup`<section>
<h3>${start.site.store} ${verdictMark(runVerdict(run))}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="The steps on ${start.site.store}">
${sequenceOf(start.site, steps)}
</div>
</section>`;
}
