import type { AuditEvent, FindingEvent, Uncovered } from '../../events/audit.ts';
import { count, duration } from '../../quantities.ts';
import {
  bySaid,
  fixSentence,
  having,
  noSignInText,
  numbersOf,
} from '../../terminal/audit-words.ts';
import { printable } from '../../terminal/printable.ts';
import { pageOf } from '../html/page.ts';
import { terms, time } from '../html/parts.ts';
import { sequenceOf } from '../html/sequences.ts';
import { auditStyle } from '../html/style.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import { type Audit, auditedName, gatherAudit } from './gather.ts';

/**
 * An audit as one HTML page that needs no network and no script: verdicts, and for each broken rule the attack as a
 * sequence diagram.
 */
export function renderAuditHtml(events: readonly AuditEvent[]): string {
  const audit = gatherAudit(events);
  const { findings, end } = audit;
  const broken = having('broken', findings);
  return pageOf({
    title: `Audit of ${auditedName(audit)}: ${outcome(audit)}`,
    style: auditStyle,
    body: markup`${head(audit)}
<main>
${
  broken.length > 0
    ? markup`<h2 id="broken">Broken</h2>
${broken.map((finding) => brokenFinding(finding, audit))}`
    : null
}
${reasonsSection('Not seen', 'not-seen', having('not-seen', findings))}
${reasonsSection('Yours to answer', 'yours', having('yours', findings))}
${verdictSection('Held', 'held', having('held', findings))}
${uncoveredSection(end.uncovered)}
</main>`,
  });
}

function outcome({ end }: Audit): string {
  const { broken } = end.totals;
  if (broken > 0) return `${count(broken, 'rule')} broken`;
  if (end.lacksAccount) return 'no account given';
  if (end.foundNoSignIn) return 'no sign-in found';
  return end.openedNothing ? 'no page opened' : 'nothing broken';
}

function head(audit: Audit): Markup {
  const { end } = audit;
  const { totals, site, known, fixed } = end;
  const why = noSignInText(end);
  return markup`<header class="run ${end.passed ? 'passed' : 'failed'}">
<h1>Audit of ${auditedName(audit)} <span class="verdict ${end.passed ? 'passed' : 'failed'}"><span aria-hidden="true">${end.passed ? '✓' : '✗'}</span> ${outcome(audit)}</span></h1>
${terms('facts', [
  ['OWASP ASVS 5.0', `level ${end.level}`],
  ['Broken', totals.broken],
  ['Known', known],
  ['Fixed', fixed?.join(', ') || undefined],
  ['Not seen', totals['not-seen']],
  ['Yours', totals.yours],
  ['Held', totals.held],
  ['Mode', site?.mode],
  ['Store', site?.store],
  ['Time', duration(end.took)],
  ['Started', time(end.started)],
])}${why === undefined ? null : markup`\n<p>${why}</p>`}
</header>`;
}

function brokenFinding(finding: FindingEvent, { end }: Audit): Markup {
  const { rule, title, evidence, known } = finding;
  const id = `rule-${rule}`;
  return markup`<section class="finding ${known ? 'known' : ''}" id="${id}" aria-labelledby="${id}-name">
<h3 id="${id}-name">${rule} <span class="verdict"><span aria-hidden="true">✗</span> ${known ? 'broken, known' : 'broken'}</span> <small>${numbersOf(finding).join(' · ')}</small></h3>
${terms('story', [
  ['Rule', title],
  ['Seen', lines(evidence.said)],
  ['Fix', fixSentence(finding)],
])}
${
  end.site && evidence.steps.length > 0
    ? markup`<div class="attack" role="group" aria-label="The attack on ${rule}" tabindex="0">
${sequenceOf(end.site, evidence.steps)}
</div>`
    : null
}
</section>`;
}

function lines(said: readonly string[]): Content {
  return said.map((text) => markup`<p>${printable(text)}</p>`);
}

/** One reason often stands for many rules, so it comes first, and they below it. */
function reasonsSection(
  heading: string,
  id: string,
  findings: readonly FindingEvent[],
): Markup | null {
  if (findings.length === 0) return null;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${heading} (${findings.length})</h2>
<ul class="reasons">
${bySaid(findings).map(([said, group]) => reason(said, group))}
</ul>
</section>`;
}

function reason(said: string, group: readonly FindingEvent[]): Markup {
  const number =
    group.length > 1 ? markup` <small class="number">${count(group.length, 'rule')}</small>` : null;
  return markup`<li>
<p>${said}${number}</p>
<ul class="rules">
${group.map(({ rule }) => markup`<li>${rule}</li>`)}
</ul>
</li>`;
}

function verdictSection(
  heading: string,
  id: string,
  findings: readonly FindingEvent[],
): Markup | null {
  if (findings.length === 0) return null;
  const rows = bySaid(findings).map(
    ([said, group]) => [group.map(({ rule }) => rule).join(', '), said] satisfies [string, string],
  );
  return section(`${heading} (${findings.length})`, id, rows);
}

function uncoveredSection(uncovered: readonly Uncovered[]): Markup | null {
  if (uncovered.length === 0) return null;
  const rows = uncovered.map(({ number, about }) => [number, about] satisfies [string, string]);
  return section(
    `Requirements of chapters 6 and 7 that no rule covers (${rows.length})`,
    'uncovered',
    rows,
  );
}

function section(
  heading: string,
  id: string,
  rows: ReadonlyArray<readonly [name: string, text: string]>,
): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
<table>
<tbody>
${rows.map(([name, text]) => markup`<tr><th scope="row">${name}</th><td>${text}</td></tr>`)}
</tbody>
</table>
</section>`;
}
