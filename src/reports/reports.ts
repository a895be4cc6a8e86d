import type { ComparisonEvent } from '../events/compare.ts';
import type { RunEvent } from '../events/run.ts';
import { byEnding, type Kinds } from './endings.ts';

/** Turns the events of a run into the text of a file. */
type Render = (events: readonly RunEvent[]) => string;

/** The kinds of report, by the extension of the file; each is loaded when it is used. */
const REPORTS: Kinds<Render> = {
  '.html': async () => (await import('./html/html.ts')).renderHtml,
  '.har': async () => (await import('./har.ts')).renderHar,
  '.xml': async () => (await import('./junit.ts')).renderJunit,
  '.mmd': async () => (await import('./mermaid.ts')).renderMermaid,
};

/** Turns what a comparison yields into the text of a file. */
type RenderComparison = (events: ReadonlyArray<RunEvent | ComparisonEvent>) => string;

const COMPARISONS: Kinds<RenderComparison> = {
  '.html': async () => (await import('./html/comparison.ts')).renderComparison,
};

/** @throws Failure `usage` where no report of a comparison has this extension */
export function comparisonReportFor(
  path: string,
): (events: ReadonlyArray<RunEvent | ComparisonEvent>) => Promise<string> {
  const load = byEnding(path, COMPARISONS);
  return async (events) => (await load())(events);
}

/**
 * What writes the report that a path asks for by its extension, in capitals or not. The path is only looked at.
 *
 * @throws Failure `usage` where no report has this extension
 */
export function reportFor(path: string): (events: readonly RunEvent[]) => Promise<string> {
  const load = byEnding(path, REPORTS);
  return async (events) => (await load())(events);
}
