import type { AuditEndEvent, AuditEvent, FindingEvent } from '../../events/audit.ts';
import { attackOf, fixSentence } from '../../terminal/audit-words.ts';

/** The events of an audit, in the form that reports need. */
export interface Audit {
  findings: FindingEvent[];
  end: AuditEndEvent;
}

/** What a report needs besides the findings. */
export interface AuditPlace {
  /** The file that stands for the app, relative to the root of its repository: `package.json`. */
  file: string;
}

/**
 * Collects the events of one audit.
 *
 * @throws Error if the end is missing, so that the audit was not completed
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

/** All sentences about a finding. */
export function accountOf(finding: FindingEvent): string[] {
  const { title, evidence, verdict } = finding;
  const attack = attackOf(evidence.steps);
  const fix = fixSentence(finding);
  return [
    ...(verdict === 'broken' ? [`Broken: ${title}`] : []),
    ...evidence.said,
    ...(attack ? [`Attack: ${attack}`] : []),
    ...(fix ? [`Fix: ${fix}`] : []),
  ];
}
