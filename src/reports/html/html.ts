import type { EndEvent, RunEvent } from '../../events/run.ts';
import { explainedRun } from '../../explain/explain.ts';
import { count, duration } from '../../quantities.ts';
import { SUBJECTS } from '../../terminal/subjects.ts';
import { gatherRun, type Run, runVerdict } from '../gather.ts';
import { asMarkup, type Markup, markup } from '../markup.ts';
import { VERDICTS } from '../phrases.ts';
import { head } from './head.ts';
import { overview } from './overview.ts';
import script from './page/script.ts?inlined';
import { pageOf } from './page.ts';
import { part, terms, verdictMark } from './parts.ts';
import { sequences } from './sequences.ts';
import { storeAtTheEnd } from './store.ts';
import { style } from './style.ts';
import { timeline } from './timeline.ts';
import { account } from './walk.ts';

/**
 * A run as one HTML page that needs no network, and shows everything without its script too. Its
 * Content-Security-Policy allows only its own style and script (CSP 3).
 */
export function renderHtml(events: readonly RunEvent[]): string {
  const run = gatherRun(explainedRun(events));
  const { site, flows } = run.start;
  return pageOf({
    title: `${flows.join(', ')} on ${site.name}: ${VERDICTS[runVerdict(run)]}`,
    style,
    script,
    body: markup`${head(run)}
<main>
${sequences(run)}
<div class="moments">
${timeline(run)}
${overview(run)}
${run.steps.map((step) => account(run, step))}
${run.end ? theEnd(run, run.end) : null}
</div>
</main>
<script>${asMarkup(script)}</script>`,
  });
}

function theEnd(run: Run, { sessions, took, summary = [] }: EndEvent): Markup {
  return markup`<section class="moment" id="end" aria-labelledby="end-title" data-moment="The end" data-store="${sessions ? count(sessions.length, 'session') : ''}">
<div class="detail" role="group" aria-label="The end">
<header>
<p class="eyebrow">After ${count(run.steps.length, 'step')}, ${duration(took)}</p>
<h2 id="end-title">The end</h2>
<p>${verdictMark(runVerdict(run))}</p>
</header>
${part('summary', 'What was seen', [
  summary.length > 0
    ? terms(
        'subjects',
        summary.map(({ about, says }) => [SUBJECTS[about], says]),
      )
    : null,
])}
</div>
${storeAtTheEnd(sessions)}
</section>`;
}
