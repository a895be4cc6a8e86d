import type { Check, CookieChange, Header, SentCookie, StepEvent } from '../../events/run.ts';
import { count, duration, bytes as size } from '../../quantities.ts';
import { failedChecks, type Run, stepVerdict } from '../gather.ts';
import { type Markup, markup } from '../markup.ts';
import { noResponse, statusLine } from '../phrases.ts';
import { block, code, folded, part, stepId, terms, verdictMark } from './parts.ts';
import { storeAfter } from './store.ts';

/** All details of a step, and the store after it. */
export function account(run: Run, step: StepEvent): Markup {
  const id = stepId(step);
  const verdict = stepVerdict(step);
  const where = `Step ${step.number} of ${run.steps.length}`;
  return markup`<section class="moment account ${verdict}" id="${id}" aria-labelledby="${id}-where ${id}-title" data-moment="${where}" data-store="${step.store ? count(step.store.sessions.length, 'session') : ''}">
<div class="detail" role="group" aria-label="${step.title}">
<header>
<p class="eyebrow"><span id="${id}-where">${where}</span> · ${step.flow}, ${step.pace}</p>
<h2 id="${id}-title">${step.title}</h2>
<p>${verdictMark(verdict)} <span class="quiet">Visitor ${step.visitor}, instance ${step.instance}, ${duration(step.at)} into the run, took ${duration(step.took)}</span></p>
</header>
${part('explained', 'What happens here', [listOf(step.explanations?.map(({ says }) => says))])}
${part('notes', 'Why', [listOf(step.notes)])}
${part('checks', 'Checks', checkList(step))}
<div class="exchange">
${part('request', 'Request', request(step))}
${part('response', 'Response', response(step))}
</div>
${part('cookies', 'Cookies', cookies(step))}
${part('printed', 'What the app printed', [step.printed === undefined ? null : block(step.printed)])}
</div>
${storeAfter(`The store after step ${step.number}`, step.store)}
</section>`;
}

function listOf(sentences: readonly string[] = []): Markup | null {
  if (sentences.length === 0) return null;
  return markup`<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`;
}

function checkList(step: StepEvent): Array<Markup | null> {
  const passed = step.checks.filter((check) => check.passed);
  const failed = failedChecks(step);
  return [
    stepVerdict(step) === 'unanswered' && failed.length === 0
      ? markup`<p class="problem">${noResponse(step)}</p>`
      : null,
    ...failed.map(failure),
    passed.length > 0
      ? markup`<ul class="held">
${passed.map(({ what, got }) => markup`<li><span class="sign" aria-hidden="true">✓</span> <span class="spoken">passed:</span> ${what}: <span class="value">${got}</span></li>`)}
</ul>`
      : null,
  ];
}

function failure({ what, rule, expected, got, cause, fix }: Check): Markup {
  return markup`<div class="problem">
<h4><span aria-hidden="true">✗</span> <span class="spoken">failed:</span> ${what}</h4>
${terms('comparison', [
  ['Expected', expected],
  ['Got', got],
  ['Likely cause', cause],
  ['Fix', fix],
  ['Rule', rule],
])}
</div>`;
}

function request({
  request: { method, path, headers, form, json },
}: StepEvent): Array<Markup | null> {
  return [
    markup`<p>${code(`${method} ${path}`)}</p>`,
    terms(
      'fields',
      Object.entries(form ?? {}).map(([name, value]) => [name, code([value].flat().join(', '))]),
    ),
    json === undefined ? null : markup`<p>${code(JSON.stringify(json))}</p>`,
    headerList(headers),
  ];
}

function response(step: StepEvent): Array<Markup | null> {
  const { response } = step;
  if (!response) return [markup`<p class="quiet">${noResponse(step)}</p>`];
  const { status, location, headers, body } = response;
  return [
    markup`<p>${code(statusLine(status))}${location ? markup` → ${code(location.to)} <span class="quiet">${location.onThisSite ? 'on this site' : 'leads away from this site'}</span>` : null}</p>`,
    headerList(headers),
    body
      ? folded(markup`Body <span class="quiet">${bodySize(response)}</span>`, block(body))
      : null,
  ];
}

function bodySize({ size: came, kept }: NonNullable<StepEvent['response']>): string {
  return kept === undefined ? size(came) : `the first ${size(kept)} of ${size(came)}`;
}

function headerList(headers: Header[]): Markup | null {
  if (headers.length === 0) return null;
  return folded(
    count(headers.length, 'header'),
    terms(
      'fields',
      headers.map(([name, value]) => [name, code(value)]),
    ),
  );
}

function cookies(step: StepEvent): Array<Markup | null> {
  const sent = step.request.cookies.map(sentCookie);
  const answered = step.cookies.map(changedCookie);
  if (sent.length + answered.length === 0) return [];
  return [
    markup`<ul class="cookie-list">
${[...sent, ...answered]}
</ul>`,
  ];
}

function sentCookie({ name, value, sent, why }: SentCookie): Markup {
  return markup`<li class="${sent ? '' : 'stopped'}"><span class="direction" aria-hidden="true">→</span> ${code(name)} <strong>${sent ? 'sent' : 'withheld'}</strong> ${code(value)}${because(why)}</li>`;
}

function changedCookie({ name, action, value, attributes, why }: CookieChange): Markup {
  return markup`<li class="${action === 'refused' ? 'stopped' : ''}"><span class="direction" aria-hidden="true">←</span> ${code(name)} <strong>${action}</strong> ${value ? code(value) : null}${because(why)}
${attributes.length > 0 ? markup`<span class="attributes">${attributes.map(code)}</span>` : null}</li>`;
}

function because(why: string | undefined): Markup | null {
  return why ? markup` <span class="why">${why}</span>` : null;
}
