import type { AuditEvent } from '../../events/audit.ts';
import { byEnding, type Kinds } from '../endings.ts';
import type { AuditPlace } from './gather.ts';

type Render = (events: readonly AuditEvent[], place: AuditPlace) => string;

const REPORTS: Kinds<Render> = {
  '.html': async () => (await import('./html.ts')).renderAuditHtml,
  '.sarif': async () => (await import('./sarif.ts')).renderSarif,
  '.xml': async () => (await import('./junit.ts')).renderAuditJunit,
  '.md': async () => (await import('./markdown.ts')).renderMarkdown,
};

/**
 * The function that writes the report for a path, by its extension, in upper or lower case. Nothing is written yet.
 *
 * @throws Failure `usage` if there is no report with this extension
 */
export function auditReportFor(
  path: string,
): (events: readonly AuditEvent[], place: AuditPlace) => Promise<string> {
  const load = byEnding(path, REPORTS);
  return async (events, place) => (await load())(events, place);
}
