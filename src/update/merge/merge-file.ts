import { count } from '../../quantities.ts';
import type { Git } from '../git.ts';
import type { SiteFile } from '../site/site-files.ts';
import { stillIgnoring } from './ignore-lines.ts';
import { isBinary, withLineEndsOf } from './line-ends.ts';
import { type JsonConflict, mergeThreeJson } from './merge-json.ts';
import { type Labels, mergeText } from './merge-text.ts';

export interface Merging {
  git: Git;
  labels: Labels;
  /** A folder for `git merge-file`. */
  scratch: string;
}

/** The merged contents; `conflict` says what to look for. */
export interface MergedFile {
  contents: Buffer;
  conflict?: string;
}

/** Files that are merged value by value, as git's conflict marks would make them invalid. */
const MERGED_AS_JSON: ReadonlySet<string> = new Set(['package.json']);

const EMPTY = Buffer.alloc(0);

/**
 * Merges a file of the site with the one that is generated now. The line ends stay.
 *
 * @param path as it is generated
 * @param base as it was generated; undefined if it was not generated before
 */
export async function mergeFile(
  path: string,
  base: Buffer | undefined,
  ours: SiteFile,
  theirs: Buffer,
  { git, labels, scratch }: Merging,
): Promise<MergedFile> {
  if (isBinary(ours.bytes) || isBinary(theirs)) {
    return { contents: restored(ours.bytes), conflict: 'it is no text, so yours is kept' };
  }
  const json = MERGED_AS_JSON.has(path) ? mergeAsJson(base, ours.bytes, theirs) : undefined;
  if (json) {
    const conflict = json.conflicts.map((one) => sayJsonConflict(one, labels.theirs)).join('; ');
    return { contents: restored(Buffer.from(json.text)), ...(conflict && { conflict }) };
  }
  const states = { base: base ?? EMPTY, ours: ours.bytes, theirs };
  const { contents, conflicts } = await mergeText(git, path, states, labels, scratch);
  const whole = restored(stillIgnoring(path, ours.bytes, contents));
  if (conflicts === 0) return { contents: whole };
  const marked = `marked in ${count(conflicts, 'place')}`;
  return {
    contents: whole,
    conflict: base ? marked : `${marked}: you have a file of the same name`,
  };

  function restored(bytes: Buffer): Buffer {
    return withLineEndsOf(ours, bytes);
  }
}

function mergeAsJson(base: Buffer | undefined, ours: Buffer, theirs: Buffer) {
  return mergeThreeJson(base?.toString() ?? '{}', ours.toString(), theirs.toString());
}

function sayJsonConflict({ key, ours, theirs }: JsonConflict, version: string): string {
  return `${key} stays ${JSON.stringify(ours)}, where ${version} has ${JSON.stringify(theirs)}`;
}
