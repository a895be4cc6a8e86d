import type { StepEvent } from '../../events/run.ts';
import { count } from '../../quantities.ts';
import {
  failedChecks,
  failedSteps,
  type Passage,
  type Run,
  runVerdict,
  stepVerdict,
} from '../gather.ts';
import { type Markup, markup } from '../markup.ts';
import { checkLine, noResponse } from '../phrases.ts';
import { part, stepId, verdictMark } from './parts.ts';

/** The first moment, before any step: the result, the flows, and where something failed. */
export function overview(run: Run): Markup {
  const { start, steps } = run;
  return markup`<section class="moment" id="overview" aria-labelledby="overview-title" data-moment="The run" data-store="">
<div class="detail" role="group" aria-label="The run">
<header>
<p class="eyebrow">Before the first step</p>
<h2 id="overview-title">The run</h2>
<p>${verdictMark(runVerdict(run))} <span class="quiet">${count(steps.length, 'step')} on ${start.site.name}</span></p>
</header>
${part('failures', 'What failed', [failures(run)])}
${part('flows', 'Flows', [flows(run)])}
${part('left-out', 'Left out', [leftOut(run)])}
<p class="how quiet">Arrow keys walk through the steps; Home and End lead to the first and the last. What was seen is summed up at <a href="#end">the end</a>.</p>
</div>
</section>`;
}

function flows({ passages, steps }: Run): Markup | null {
  if (steps.length === 0) return null;
  return markup`<nav aria-label="Flows of the run">
<ol>
${passages.map(flow)}
</ol>
</nav>`;
}

function flow({ flow: name, pace, steps }: Passage): Markup {
  const [first] = steps;
  const failed = failedSteps({ steps }).length;
  const words = `${count(steps.length, 'step')}${failed > 0 ? `, ${failed} failed` : ''}`;
  return markup`<li>${first ? markup`<a href="#${stepId(first)}">${name}, ${pace}</a>` : name} ${verdictMark(failed > 0 ? 'failed' : 'passed')} <span class="quiet">${words}</span></li>`;
}

function leftOut({ start, end }: Run): Markup | null {
  const all = [...(start.leftOut ?? []), ...(end?.leftOut ?? [])];
  if (all.length === 0) return null;
  return markup`<ul>
${all.map(({ flow: name, why }) => markup`<li>${name}: ${why}</li>`)}
</ul>`;
}

function failures(run: Run): Markup | null {
  const failed = failedSteps(run);
  if (failed.length === 0) return null;
  return markup`<nav aria-label="Steps that failed">
<ol>
${failed.map(
  (step) =>
    markup`<li><a href="#${stepId(step)}"><span aria-hidden="true">✗</span> Step ${step.number}, ${step.title}</a> <span class="reason">${reason(step)}</span></li>`,
)}
</ol>
</nav>`;
}

function reason(step: StepEvent): string {
  if (stepVerdict(step) === 'unanswered') return noResponse(step);
  const [first, ...others] = failedChecks(step).map(checkLine);
  return others.length > 0 ? `${first}, and ${count(others.length, 'more check')}` : (first ?? '');
}
