import type { AuditEvent, FindingEvent } from '../../events/audit.ts';
import { having, numbersOf } from '../../terminal/audit-words.ts';
import { printable } from '../../terminal/printable.ts';
import { type Markup, markup } from '../markup.ts';
import { attributes, seconds, withoutForbidden } from '../xml.ts';
import { accountOf, auditedName, gatherAudit } from './gather.ts';

/**
 * An audit as JUnit XML, for CI systems: a test case for each rule. A broken rule is a failure; rules that were not
 * seen, that only the owner can decide, or that the baseline has, are skipped, with the reason.
 */
export function renderAuditJunit(events: readonly AuditEvent[]): string {
  const audit = gatherAudit(events);
  const { findings, end } = audit;
  const skipped = findings.filter((finding) => reasonToSkip(finding) !== undefined).length;
  const totals = {
    tests: findings.length,
    failures: having('broken', findings).filter(({ known }) => !known).length,
    errors: 0,
    skipped,
    time: seconds(end.took),
  };
  const timestamp = end.started.slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  return withoutForbidden(
    markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites${attributes({ name: auditedName(audit), ...totals })}>
  <testsuite${attributes({ name: `audit, ASVS level ${end.level}`, ...totals, timestamp })}>
${findings.map(caseElement)}
  </testsuite>
</testsuites>
`.markup,
  );
}

function caseElement(finding: FindingEvent): Markup {
  const { rule, verdict, title, evidence } = finding;
  const skip = reasonToSkip(finding);
  const account = [...accountOf(finding), ...numbersOf(finding)].map(printable).join('\n');
  return markup`    <testcase${attributes({ classname: 'audit', name: rule, time: seconds(0) })}>
${[
  skip === undefined ? null : markup`      <skipped${attributes({ message: skip })}/>`,
  verdict === 'broken' && skip === undefined
    ? markup`      <failure${attributes({ type: 'broken', message: title })}>${account}</failure>`
    : null,
  verdict === 'held'
    ? markup`      <system-out>${evidence.said.map(printable).join('\n')}</system-out>`
    : null,
]}
    </testcase>`;
}

function reasonToSkip({ verdict, known, title, evidence }: FindingEvent): string | undefined {
  if (verdict === 'broken') return known ? `known: ${title}` : undefined;
  if (verdict === 'held') return undefined;
  return `${verdict === 'yours' ? 'yours' : 'not seen'}: ${evidence.said.join(' ')}`;
}
