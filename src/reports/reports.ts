import type { ComparisonEvent } from '../events/compare.ts';
import type { RunEvent } from '../events/run.ts';
import { byEnding, type Kinds } from './endings.ts';

/** Makes the text of a file from the events of a run. */
type Render = (events: readonly RunEvent[]) => string;

/** The kinds of report, by the extension of the file; each is loaded when it is used. */
const REPORTS: Kinds<Render> = {
  '.html': async () => (await import('./html/html.ts')).renderHtml,
  '.har': async () => (await import('./har.ts')).renderHar,
  '.xml': async () => (await import('./junit.ts')).renderJunit,
  '.mmd': async () => (await import('./mermaid.ts')).renderMermaid,
};

/** Makes the text of a file from the events of a comparison. */
type RenderComparison = (events: ReadonlyArray<RunEvent | ComparisonEvent>) => string;

const COMPARISONS: Kinds<RenderComparison> = {
  '.html': async () => (await import('./html/comparison.ts')).renderComparison,
};

/** @throws Failure `usage` if there is no report of a comparison with this extension */
export function comparisonReportFor(
  path: string,
): (events: ReadonlyArray<RunEvent | ComparisonEvent>) => Promise<string> {
  const load = byEnding(path, COMPARISONS);
  return async (events) => (await load())(events);
}

/**
 * The function that writes the report for a path, by its extension, in upper or lower case. Nothing is written yet.
 *
 * @throws Failure `usage` if there is no report with this extension
 */
export function reportFor(path: string): (events: readonly RunEvent[]) => Promise<string> {
  const load = byEnding(path, REPORTS);
  return async (events) => (await load())(events);
}
