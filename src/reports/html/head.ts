import type { SiteKind } from '../../events/run.ts';
import { duration } from '../../quantities.ts';
import { type Run, runVerdict, timeOf } from '../gather.ts';
import { type Markup, markup } from '../markup.ts';
import { code, terms, time, verdictMark } from './parts.ts';

const KINDS: Readonly<Record<SiteKind, string>> = {
  'built-in': 'the site of session-app itself',
  generated: 'made by create-session-app',
  other: 'an app of another make',
  running: 'ran already',
};

/** What a reader wants to know first: whether it passed, and if not, where it failed. */
export function head(run: Run): Markup {
  const { start, steps } = run;
  const checks = steps.flatMap((step) => step.checks);
  const failed = checks.filter((check) => !check.passed).length;
  return markup`<header class="run ${runVerdict(run)}">
<h1>${start.site.name} ${verdictMark(runVerdict(run))}</h1>
${terms('facts', [
  [start.flows.length === 1 ? 'Flow' : 'Flows', start.flows.join(', ')],
  ['Pace', start.pace.join(', ')],
  ['Site', KINDS[start.site.kind]],
  ['Mode', start.site.mode],
  ['Store', start.site.store ?? 'nobody can see it'],
  ['Steps', steps.length],
  [
    'Checks',
    failed > 0 ? `${checks.length - failed} passed, ${failed} failed` : `${checks.length} passed`,
  ],
  ['Differences', run.end?.differences ? differences(run.end.differences.length) : null],
  ['Time', duration(timeOf(run))],
  ['Started', time(start.started)],
  ['Addresses', start.site.urls.map(code)],
])}
</header>`;
}

function differences(number: number): Markup {
  return markup`<a href="#differences">${number}</a>`;
}
