import type { AuditEvent } from '../../events/audit.ts';
import { byEnding, type Kinds } from '../endings.ts';

/** What a report needs to know besides what was found. */
export interface AuditPlace {
  /** The file that stands for the app, from the folder of its repository: `package.json`. */
  file: string;
}

type Render = (events: readonly AuditEvent[], place: AuditPlace) => string;

const REPORTS: Kinds<Render> = {
  '.html': async () => (await import('./html.ts')).renderAuditHtml,
  '.sarif': async () => (await import('./sarif.ts')).renderSarif,
  '.xml': async () => (await import('./junit.ts')).renderAuditJunit,
  '.md': async () => (await import('./markdown.ts')).renderMarkdown,
};

/**
 * What writes the report of an audit that a path asks for by its ending, in capitals or not. The path is only looked at.
 *
 * @throws Failure `usage` where no report has this ending
 */
export function auditReportFor(
  path: string,
): (events: readonly AuditEvent[], place: AuditPlace) => Promise<string> {
  const load = byEnding(path, REPORTS);
  return async (events, place) => (await load())(events, place);
}
