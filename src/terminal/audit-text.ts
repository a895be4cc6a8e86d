import type { AuditEndEvent, FindingEvent, Verdict } from '../events/audit.ts';
import { count, duration } from '../quantities.ts';
import { wrap } from './columns.ts';
import { entryLines } from './lines.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** In the order in which they are told. */
const ORDER: readonly Verdict[] = ['broken', 'not-seen', 'yours', 'held'];

const WORDS: Readonly<Record<Verdict, string>> = {
  broken: 'broken',
  'not-seen': 'not seen',
  yours: 'yours',
  held: 'held',
};

/** Findings with what is broken first. */
export function inOrder(findings: readonly FindingEvent[]): FindingEvent[] {
  return ORDER.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict));
}

/** A finding as a person reads it: what is broken in up to six lines, all else in one. */
export function findingLines(
  finding: FindingEvent,
  { width, paint }: { width: number; paint: Paint },
): string[] {
  const { rule, verdict, title, evidence, fix } = finding;
  const mark = verdict === 'broken' ? paint.bad : verdict === 'held' ? paint.good : paint.quiet;
  const [said = ''] = evidence.said;
  const head = `${mark(WORDS[verdict].padEnd(9))} ${paint.strong(rule)}${paint.quiet(numbersOf(finding))}`;
  if (verdict === 'held') return [head];
  if (verdict !== 'broken') {
    return [head, ...entryLines({ label: '', text: said }, width)];
  }
  return [
    '',
    head,
    ...wrap(printable(title), width - 4).map((line) => `    ${line}`),
    ...entryLines({ label: 'seen', text: said }, width),
    ...(fix === null ? [] : entryLines({ label: 'fix', text: `${fix}.` }, width)),
  ];
}

function numbersOf({ level, asvs, cwe }: FindingEvent): string {
  const parts = [
    ...(asvs.length > 0 ? [`ASVS ${asvs.join(', ')} level ${level}`] : []),
    ...cwe.map((number) => `CWE-${number}`),
  ];
  return parts.length > 0 ? `  ${parts.join(' · ')}` : '';
}

/** How an audit ended, in numbers. */
export function auditEndLine({ passed, totals, took }: AuditEndEvent, paint: Paint): string {
  const { broken, held, yours } = totals;
  const numbers = `${broken} broken, ${totals['not-seen']} not seen, ${yours} yours, ${held} held of ${count(broken + held + yours + totals['not-seen'], 'rule')}, ${duration(took)}`;
  return `${passed ? paint.good('passed') : paint.bad('failed')}   ${numbers}`;
}
