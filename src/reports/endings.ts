import { extname } from 'node:path';
import { Failure } from '../failure.ts';

/** What can be written, by the ending of a file's name; each is loaded when it is used. */
export type Kinds<Render> = Readonly<Record<string, () => Promise<Render>>>;

/**
 * What writes the report that a path asks for by its ending, in capitals or not. The path is only looked at.
 *
 * @throws Failure `usage` where no report has this ending
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
