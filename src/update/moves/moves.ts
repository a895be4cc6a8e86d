import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf } from '../../create/writing/stage.ts';
import { presentAt, type SiteFile } from '../site/site-files.ts';
import type { SurveyedPath } from '../survey.ts';
import { mostSimilar } from './similarity.ts';

/** Moved files: from the path as generated to the present one. */
export interface Moves {
  /** Moved by the owner, within the site. */
  inSite: Map<string, { path: string; file: SiteFile }>;
  /** Moved by the new version; the owner's changes to such a file belong to the new path. */
  inVersion: Map<string, string>;
}

/** A larger file is not from a site. */
const LARGEST = 1_000_000;

/** Files that may have been moved: their original contents show it. */
export function mayHaveMoved(rows: readonly SurveyedPath[]): SurveyedPath[] {
  const adds = rows.some(({ decision }) => decision === 'add');
  return rows.filter(
    (row) => row.decision === 'left-out' || (adds && (row.decision === 'outlived' || isGone(row))),
  );
}

/**
 * Finds moved files by their contents, as git does.
 *
 * @param bases the contents as generated, by path
 * @param others the site's files that were not generated
 */
export function findMoves(
  directory: string,
  rows: readonly SurveyedPath[],
  bases: ReadonlyMap<string, Buffer>,
  others: readonly string[],
): Moves {
  const moved = mayHaveMoved(rows);
  const own = readAll(
    directory,
    moved.some(({ decision }) => decision === 'left-out') ? others : [],
  );
  const added = new Map(
    rows.flatMap(({ path, today, decision }) =>
      decision === 'add' && today ? [[path, today] as const] : [],
    ),
  );
  const moves: Moves = { inSite: new Map(), inVersion: new Map() };
  for (const { path, base, decision } of moved) {
    const bytes = bases.get(path);
    if (decision === 'left-out') {
      const same = [...own].find(([, file]) => file.id === base)?.[0];
      const contents = new Map([...own].map(([place, file]) => [place, file.bytes]));
      const found = same ?? (bytes && mostSimilar(path, bytes, contents));
      const file = found === undefined ? undefined : own.get(found);
      if (found === undefined || !file) continue;
      moves.inSite.set(path, { path: found, file });
      own.delete(found);
    } else {
      const found = bytes && mostSimilar(path, bytes, added);
      if (found === undefined) continue;
      moves.inVersion.set(path, found);
      added.delete(found);
    }
  }
  return moves;
}

/** Whether a file is no longer generated, and is missing in the site. */
function isGone({ base, today, present }: SurveyedPath): boolean {
  return base !== undefined && today === undefined && present.state === 'missing';
}

function isSmallFile(place: string): boolean {
  // Git may still list files of a folder that has been replaced by a file.
  if (kindOf(place) !== 'file') return false;
  const { size } = lstatSync(place);
  return size <= LARGEST;
}

function readAll(directory: string, paths: readonly string[]): Map<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  for (const path of paths) {
    if (!isSmallFile(join(directory, path))) continue;
    const present = presentAt(directory, path);
    if (present.state === 'file') files.set(path, present.file);
  }
  return files;
}
