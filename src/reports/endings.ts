import { extname } from 'node:path';
import { Failure } from '../failure.ts';

/** The kinds of report, by the extension of the file; each is loaded when it is used. */
export type Kinds<Render> = Readonly<Record<string, () => Promise<Render>>>;

/**
 * The function that writes the report for a path, by its extension, in upper or lower case. Nothing is written yet.
 *
 * @throws Failure `usage` if there is no report with this extension
 */
export function byEnding<Render>(path: string, kinds: Kinds<Render>): () => Promise<Render> {
  const load = kinds[extname(path).toLowerCase()];
  if (load) return load;
  const endings = new Intl.ListFormat('en', { type: 'disjunction' }).format(Object.keys(kinds));
  throw new Failure(
    'usage',
    `No report can be written to "${path}": its name must end in ${endings}.`,
  );
}
