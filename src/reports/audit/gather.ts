import type { AuditEndEvent, AuditEvent, FindingEvent } from '../../events/audit.ts';
import { attackOf, fixSentence } from '../../terminal/audit-words.ts';

/** What an audit found, sorted out for whoever writes it down. */
export interface Audit {
  findings: FindingEvent[];
  end: AuditEndEvent;
}

/**
 * Sorts out the events of one audit.
 *
 * @throws Error where its end is missing: those are not the events of an audit that came to its end
 */
export function gatherAudit(events: readonly AuditEvent[]): Audit {
  const end = events.find((event) => event.type === 'audit');
  if (!end) throw new Error('An audit ends with its totals, and these events have none.');
  return { findings: events.filter((event) => event.type === 'finding'), end };
}

/** The name of what was audited. */
export function auditedName({ end }: Audit): string {
  const name = end.site?.name ?? 'an app that was not started';
  return name === '.' ? 'this folder' : name;
}

/** All that is said of a finding, a line each. */
export function accountOf(finding: FindingEvent): string[] {
  const { title, evidence, verdict } = finding;
  const attack = attackOf(evidence.steps);
  const fix = fixSentence(finding);
  return [
    ...(verdict === 'broken' ? [title] : []),
    ...evidence.said,
    ...(attack ? [`Attack: ${attack}`] : []),
    ...(fix ? [`Fix: ${fix}`] : []),
  ];
}
