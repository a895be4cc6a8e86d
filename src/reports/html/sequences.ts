import type { Difference, StepEvent } from '../../events/run.ts';
import { duration } from '../../quantities.ts';
import { type Passage, type Run, stepVerdict } from '../gather.ts';
import { type Markup, markup } from '../markup.ts';
import { requestLine, responseLine } from '../phrases.ts';
import { lanesOf, messagesOf, type Participants, participantsOf } from '../sequence.ts';
import { drawHeads, drawMessages } from './lanes.ts';
import { stepId, verdictMark } from './parts.ts';

/** With more lanes, the page must be wider. */
const MANY_LANES = 4;

/** The sequence diagrams, one for each flow and pace; each step is a link to its details. */
export function sequences(run: Run): Markup {
  return markup`<div class="sequences">
<ol class="rows"><li><a class="row" href="#overview"><span class="row-head"><span class="title">The run</span></span></a></li></ol>
${run.end?.differences ? differences(run, run.end.differences) : null}
${run.passages.map((passage, index) => passageSection(run, passage, `passage-${index + 1}`))}
${run.end ? markup`<ol class="rows"><li><a class="row" href="#end"><span class="row-head"><span class="title">The end</span></span></a></li></ol>` : null}
</div>`;
}

function passageSection(run: Run, passage: Passage, id: string): Markup {
  const participants = participantsOf(run.start.site, passage.steps);
  const lanes = lanesOf(participants);
  return markup`<section class="passage ${lanes.length > MANY_LANES ? 'many' : ''}" aria-labelledby="${id}">
<div class="passage-head">
<h2 id="${id}">${passage.flow} <small>${passage.pace}</small></h2>
${drawHeads(lanes)}
</div>
<ol class="rows">
${passage.steps.map((step) => row(step, participants))}
</ol>
</section>`;
}

function row(step: StepEvent, participants: Participants): Markup {
  return markup`<li><a class="row ${stepVerdict(step)}" href="#${stepId(step)}">
${drawing(step, participants)}
</a></li>`;
}

/** Steps in a diagram without links. */
export function sequenceOf(site: Run['start']['site'], steps: readonly StepEvent[]): Markup {
  const participants = participantsOf(site, steps);
  const lanes = lanesOf(participants);
  return markup`<div class="passage ${lanes.length > MANY_LANES ? 'many' : ''}">
<div class="passage-head">
${drawHeads(lanes)}
</div>
<ol class="rows">
${steps.map(
  (step) => markup`<li><div class="row ${stepVerdict(step)}">
${drawing(step, participants)}
</div></li>`,
)}
</ol>
</div>`;
}

function drawing(step: StepEvent, participants: Participants): Markup {
  return markup`<span class="row-head"><span class="number">${step.number}</span> <span class="title">${step.title}</span> <span class="spoken">${requestLine(step)}: ${responseLine(step)}</span> ${verdictMark(stepVerdict(step))} <span class="took">${duration(step.took)}</span></span>
${drawMessages(lanesOf(participants), messagesOf(step, participants))}`;
}

function differences({ steps }: Run, found: Difference[]): Markup {
  if (found.length === 0) {
    return markup`<section class="differences" id="differences"><h2>Both paces agree</h2>
<p>Each step came out the same, whether the visitor waited or not.</p></section>`;
  }
  return markup`<section class="differences" id="differences">
<h2>Where quick and patient differ</h2>
<p>These steps came out otherwise when the visitor went on at the headers, as browsers do.</p>
<table>
<thead><tr><th scope="col">Step</th><th scope="col">Settled</th><th scope="col">Eager</th></tr></thead>
<tbody>
${found.map((difference) => differenceRow(steps, difference))}
</tbody>
</table>
</section>`;
}

function differenceRow(steps: StepEvent[], { flow, title, patient, quick }: Difference): Markup {
  const step = steps.find(
    (step) => step.pace === 'quick' && step.flow === flow && step.title === title,
  );
  const name = `${flow}: ${title}`;
  return markup`<tr><th scope="row">${step ? markup`<a href="#${stepId(step)}">${name}</a>` : name}</th><td>${patient}</td><td>${quick}</td></tr>`;
}
